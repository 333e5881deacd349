import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { sizes } from '../../engine/layout/shapes.ts'
import { StepCard } from '../canvas/step-card.tsx'
import type { CanvasUi } from '../canvas/ui-store.ts'
import { Page, Panel, Stack } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { viewOf } from '../kinds/registry.ts'
import { CardRoom } from './kit/card-room.tsx'
import { configured, loose, noted, unconfigured } from './kit/drawings.ts'

interface State {
  readonly name: string
  readonly scenario: typeof configured
  readonly selects: boolean
  readonly counts: typeof none | null
  readonly look?: Partial<CanvasUi>
}

const none = { now: 0, held: 0, unsent: 0 }
const every = new Set(configured.nodes.map(({ id }) => id))
const compared = new Map(
  configured.nodes.map(({ id }, i) => [id, i % 2 === 0 ? 'added' : 'changed'] as const),
)
const plain = { scenario: configured, selects: false, counts: null }
const states: readonly State[] = [
  { ...plain, name: 'Unconfigured', scenario: unconfigured },
  { ...plain, name: 'Configured' },
  { ...plain, name: 'Problem', scenario: loose },
  { ...plain, name: 'Selected', selects: true },
  { ...plain, name: 'Chosen with others', look: { picked: every } },
  { ...plain, name: 'New and changed beside another version', look: { compared } },
  { ...plain, name: 'With a note', scenario: noted, look: { notes: false } },
  { ...plain, name: 'Live', counts: { ...none, now: 2_290 } },
  { ...plain, name: 'On a customer’s path', counts: none, look: { path: every } },
  { ...plain, name: 'Held', counts: { now: 40, held: 12, unsent: 0 } },
  {
    name: 'Held and failed, in large numbers',
    scenario: configured,
    selects: true,
    counts: { now: 912_290, held: 108_212, unsent: 43_103 },
  },
]

/** For development: every card of the canvas in every state, in the theme chosen at the top. */
export function KitPage() {
  const scheme = useComputedColorScheme()
  const { setColorScheme } = useMantineColorScheme()
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <Page wide>
      <PageHead title="Kit">
        <Button variant="default" onClick={() => setColorScheme(other)}>
          Show in {other}
        </Button>
      </PageHead>
      <Stack>
        {states.map((state) => (
          <Panel key={state.name} title={state.name}>
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 20, alignItems: 'center' }}>
              {state.scenario.nodes.map((node) => {
                const card = state.counts ? sizes.liveCard : sizes.card
                return (
                  <div key={node.id} style={viewOf(node).shape === 'pill' ? sizes.pill : card}>
                    <CardRoom
                      scenario={state.scenario}
                      selected={state.selects ? node.id : null}
                      counts={state.counts}
                      look={state.look ?? {}}
                    >
                      <StepCard node={node} />
                    </CardRoom>
                  </div>
                )
              })}
            </div>
          </Panel>
        ))}
      </Stack>
    </Page>
  )
}
