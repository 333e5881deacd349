import { diagnostic } from '../diagnostics.ts'
import { factsNeeded, matches } from '../rules/matches.ts'
import { checkPorts } from './check-ports.ts'
import { checkRule } from './check-rule.ts'
import type { KindMeaning } from './kind.ts'

/** Branches by what is known of the customer: the first rule that holds, as of arrival; else `else`. */
export const condition: KindMeaning<'condition'> = {
  check(node, { catalogue }) {
    const at = { nodeId: node.id, field: 'branches' }
    if (node.branches.length === 0) return [diagnostic('BRANCHES_MISSING', at)]
    const ruleless = node.branches.filter((branch) => branch.rule === null)
    return [
      ...checkPorts(node.id, 'branches', { ports: node.branches, reserved: ['else'] }),
      ...ruleless.map(({ port }) => diagnostic('BRANCH_RULE_MISSING', at, { values: { port } })),
      ...node.branches.flatMap(({ rule }, i) =>
        rule
          ? checkRule(rule, { nodeId: node.id, field: `branches.${i}.rule` }, catalogue.segments)
          : [],
      ),
    ]
  },
  needs(at) {
    const rules = at.node.branches.flatMap((branch) => (branch.rule ? [branch.rule] : []))
    return factsNeeded({ type: 'any', rules })
  },
  decide(at, traveller) {
    const arrival = { at: traveller.arrivedAt, orders: [] }
    const branch = at.node.branches.find(
      ({ rule }) => rule && matches(rule, traveller.customer, traveller.arrivedAt),
    )
    return branch
      ? { do: 'go', port: branch.port, why: { code: 'RULE', branch: branch.port }, ...arrival }
      : { do: 'go', port: 'else', why: { code: 'NO_RULE' }, ...arrival }
  },
}
