import { drawUnit } from '../chance.ts'
import { diagnostic } from '../diagnostics.ts'
import { checkPorts } from './check-ports.ts'
import type { KindMeaning } from './kind.ts'

/** Divides customers by chance, drawn from the customer and the step, so that the same customer stays in the same arm. */
export const experiment: KindMeaning<'experiment'> = {
  check(node) {
    const at = { nodeId: node.id, field: 'arms' }
    if (node.arms.length < 2) return [diagnostic('ARMS_MISSING', at)]
    const doubled = checkPorts(node.id, 'arms', { ports: node.arms, reserved: [] })
    // Hundredths of a percent as integers: 33.3 + 33.3 + 33.4 is exactly 100.
    const sum = node.arms.reduce((total, arm) => total + Math.round(arm.share * 100), 0) / 100
    if (sum === 100) return doubled
    const fix = { do: 'evenShares', nodeId: node.id } as const
    return [...doubled, diagnostic('SHARES_SUM', at, { values: { sum }, fix })]
  },
  needs: () => ({}),
  decide(at, traveller) {
    const drawn = drawUnit(traveller.seed, at.id) * 100
    let passed = 0
    const arms = at.node.arms.filter((arm) => arm.share > 0)
    const arm =
      arms.find(({ share }) => {
        passed += share
        return drawn < passed
      }) ?? arms.at(-1)
    // The compiler lets no experiment pass whose shares do not make 100.
    if (!arm) throw new Error(`Step ${at.id} of a published plan has no arms`)
    return {
      do: 'go',
      port: arm.port,
      why: { code: arm.holdOut ? 'HOLD_OUT' : 'DRAWN', arm: arm.port },
      at: traveller.arrivedAt,
      orders: [],
    }
  },
}
