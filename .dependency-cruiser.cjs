// Who may import whom. The table is the rule; everything not listed fails.
const mayImport = {
  schemas: [],
  engine: ['schemas'],
  db: ['engine', 'schemas'],
  workflows: ['engine'],
  activities: ['db', 'engine', 'schemas'],
  intake: ['db', 'engine', 'schemas'],
  local: ['db', 'engine', 'schemas'],
  api: ['intake', 'db', 'engine', 'schemas'],
  designer: ['engine', 'schemas'],
  bin: ['activities', 'api', 'db', 'engine', 'intake', 'local', 'schemas', 'workflows'],
}
// These may be seen, as types, and never loaded.
const asTypesOnly = { workflows: ['schemas'], api: ['workflows'], designer: ['api'] }
const folders = [...Object.keys(mayImport), 'tests']
const inside = (names) => `^(${names.join('|')})/`

const layering = Object.entries(mayImport).map(([from, to]) => ({
  name: `${from}-imports-only-${to.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: inside([from]) },
  to: {
    path: '^(?!node_modules/)',
    pathNot: [inside([from, ...to, ...(asTypesOnly[from] ?? [])]), '^[a-z:]+$'],
    dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'],
  },
}))
const typesOnly = Object.entries(asTypesOnly).map(([from, to]) => ({
  name: `${from}-sees-${to.join('-')}-only-as-types`,
  severity: 'error',
  from: { path: inside([from]) },
  to: { path: inside(to), dependencyTypesNot: ['type-only'] },
}))

module.exports = {
  forbidden: [
    ...layering,
    ...typesOnly,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-core-has-no-node-builtins',
      severity: 'error',
      from: { path: inside(['schemas', 'engine', 'workflows']) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'temporal-stays-at-the-edge',
      severity: 'error',
      from: { path: inside(['schemas', 'engine', 'db', 'designer', 'intake']) },
      to: { path: '@temporalio/' },
    },
    {
      name: 'sql-stays-in-db',
      severity: 'error',
      from: { path: inside(folders.filter((f) => !['db', 'bin', 'tests'].includes(f))) },
      to: { path: '(^|node_modules/)(kysely|pg)(/|$)' },
    },
    {
      name: 'workflow-sdk-only-in-workflows',
      severity: 'error',
      from: { path: inside(['workflows']) },
      to: { path: '@temporalio/(client|worker|activity)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
