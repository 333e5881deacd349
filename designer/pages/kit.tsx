import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { sizes } from '../../engine/layout/shapes.ts'
import { StepCard } from '../canvas/step-card.tsx'
import { Page, Panel, Stack } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { viewOf } from '../kinds/registry.ts'
import { CardRoom } from './kit/card-room.tsx'
import { configured, loose, unconfigured } from './kit/drawings.ts'

const none = { now: 0, held: 0, unsent: 0 }
const states = [
  { name: 'Unconfigured', scenario: unconfigured, selects: false, counts: null },
  { name: 'Configured', scenario: configured, selects: false, counts: null },
  { name: 'Problem', scenario: loose, selects: false, counts: null },
  { name: 'Selected', scenario: configured, selects: true, counts: null },
  { name: 'Live', scenario: configured, selects: false, counts: { ...none, now: 2_290 } },
  { name: 'Held', scenario: configured, selects: false, counts: { now: 40, held: 12, unsent: 0 } },
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
