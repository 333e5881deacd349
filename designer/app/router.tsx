import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { ApiFailure } from '../api/api-failure.ts'
import { queries } from '../api/queries.ts'
import { runQuery } from '../api/runs.ts'
import { sessionQuery } from '../api/session.ts'
import { catalogueQuery, scenarioQuery } from '../document/queries.ts'
import { loadWords } from '../i18n/i18n.ts'
import { openAhead } from '../live/stream-ahead.ts'
import { idIn, mustBeIds } from './ids.ts'
import { NotFound, PageError, PageLoading } from './page-states.tsx'
import { readScenarioSearch } from './scenario-search.ts'

const readTab = (search: Record<string, unknown>): { tab?: string } =>
  typeof search['tab'] === 'string' ? { tab: search['tab'] } : {}

/** `begin`: the page opens with the dialog that makes something new. */
const readBegin = (search: Record<string, unknown>): { begin?: true } =>
  search['begin'] === true ? { begin: true } : {}

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: PageError })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } =>
    typeof search['to'] === 'string' && /^\/(?!\/)/.test(search['to']) ? { to: search['to'] } : {},
  loader: () => loadWords('sign-in'),
  component: lazyRouteComponent(() => import('../pages/sign-in.tsx'), 'SignInPage'),
})

/** Everything behind the sign-in; pages of their own height, such as the canvas, hang directly below. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery).catch((error: unknown) => {
      if (error instanceof ApiFailure && error.code === 'NOT_SIGNED_IN') return null
      throw error
    })
    if (session === null || session.mustChangePassword)
      throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
})

const scenario = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaign/scenarios/$scenario',
  validateSearch: readScenarioSearch,
  loader: ({ params, location, cause }) => {
    mustBeIds(params.campaign, params.scenario)
    // The drawing comes while the code that shows it is on its way, and the numbers before it.
    const { mode, run } = readScenarioSearch(location.search)
    if (cause === 'enter' && mode === 'live' && run !== undefined) {
      openAhead(run)
      void queries.prefetchQuery(runQuery(run))
    }
    void queries.prefetchQuery(catalogueQuery(params.scenario))
    if (!queries.getQueryData(scenarioQuery(params.scenario).queryKey))
      void queries.prefetchQuery({ ...scenarioQuery(params.scenario), gcTime: 10_000 })
    return loadWords('canvas', 'rules')
  },
  component: lazyRouteComponent(() => import('../pages/scenario.tsx'), 'ScenarioPage'),
})

const frame = createRoute({
  getParentRoute: () => inside,
  id: 'frame',
  component: lazyRouteComponent(() => import('./frame.tsx'), 'Frame'),
})

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  loader: () => loadWords('home'),
  component: lazyRouteComponent(() => import('../pages/home.tsx'), 'HomePage'),
})
const campaigns = createRoute({
  getParentRoute: () => frame,
  path: '/campaigns',
  validateSearch: readBegin,
  loader: () => loadWords('campaigns'),
  component: lazyRouteComponent(() => import('../pages/campaigns.tsx'), 'CampaignsPage'),
})
const campaign = createRoute({
  getParentRoute: () => frame,
  path: '/campaigns/$campaign',
  validateSearch: (search): { tab?: string; begin?: true } => ({
    ...readTab(search),
    ...readBegin(search),
  }),
  loader: ({ params }) => {
    mustBeIds(params.campaign)
    return loadWords('campaign', 'campaigns')
  },
  component: lazyRouteComponent(() => import('../pages/campaign.tsx'), 'CampaignPage'),
})
const report = createRoute({
  getParentRoute: () => frame,
  path: '/runs/$run/report',
  loader: ({ params }) => {
    mustBeIds(params.run)
    return loadWords('report')
  },
  component: lazyRouteComponent(() => import('../pages/report.tsx'), 'ReportPage'),
})
const messages = createRoute({
  getParentRoute: () => frame,
  path: '/runs/$run/messages',
  validateSearch: (search): { message?: string; customer?: string } => ({
    ...idIn(search, 'message'),
    ...idIn(search, 'customer'),
  }),
  loader: ({ params }) => {
    mustBeIds(params.run)
    return loadWords('messages')
  },
  component: lazyRouteComponent(() => import('../pages/messages.tsx'), 'MessagesPage'),
})
const customers = createRoute({
  getParentRoute: () => frame,
  path: '/customers',
  loader: () => loadWords('customers'),
  component: lazyRouteComponent(() => import('../pages/customers.tsx'), 'CustomersPage'),
})
const data = createRoute({
  getParentRoute: () => frame,
  path: '/customers/data',
  validateSearch: readTab,
  loader: () => loadWords('data'),
  component: lazyRouteComponent(() => import('../pages/data.tsx'), 'DataPage'),
})
const customer = createRoute({
  getParentRoute: () => frame,
  path: '/customers/$customer',
  loader: ({ params }) => {
    mustBeIds(params.customer)
    return loadWords('customers', 'rules')
  },
  component: lazyRouteComponent(() => import('../pages/customer.tsx'), 'CustomerPage'),
})
const segments = createRoute({
  getParentRoute: () => frame,
  path: '/segments',
  loader: () => loadWords('segments', 'rules'),
  component: lazyRouteComponent(() => import('../pages/segments.tsx'), 'SegmentsPage'),
})
const segment = createRoute({
  getParentRoute: () => frame,
  path: '/segments/$segment',
  loader: ({ params }) => {
    if (params.segment !== 'new') mustBeIds(params.segment)
    return loadWords('segments', 'rules', 'analysis', 'charts')
  },
  component: lazyRouteComponent(() => import('../pages/segment.tsx'), 'SegmentPage'),
})
const analysis = createRoute({
  getParentRoute: () => frame,
  path: '/analysis',
  validateSearch: readTab,
  loader: () => loadWords('analysis', 'charts', 'rules', 'scores', 'profit'),
  component: lazyRouteComponent(() => import('../pages/analysis.tsx'), 'AnalysisPage'),
})
const desk = createRoute({
  getParentRoute: () => frame,
  path: '/desk',
  validateSearch: (search): { task?: string } => idIn(search, 'task'),
  loader: () => loadWords('desk'),
  component: lazyRouteComponent(() => import('../pages/desk.tsx'), 'DeskPage'),
})
const library = createRoute({
  getParentRoute: () => frame,
  path: '/library',
  loader: () => loadWords('library'),
  component: lazyRouteComponent(() => import('../pages/library.tsx'), 'LibraryPage'),
})
const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  validateSearch: readTab,
  loader: () => loadWords('settings', 'sign-in', 'data'),
  component: lazyRouteComponent(() => import('../pages/settings.tsx'), 'SettingsPage'),
})
/** Only in development: the cards of the canvas, in all their states. */
const kit = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => frame,
        path: '/kit',
        loader: () => loadWords('canvas', 'canvas-more', 'rules'),
        component: lazyRouteComponent(() => import('../pages/kit.tsx'), 'KitPage'),
      }),
    ]
  : []
const framed = [
  home,
  campaigns,
  campaign,
  report,
  messages,
  customers,
  data,
  customer,
  segments,
  segment,
  analysis,
  desk,
  library,
  settings,
  ...kit,
] as const
const tree = root.addChildren([signIn, inside.addChildren([scenario, frame.addChildren(framed)])])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 300,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
