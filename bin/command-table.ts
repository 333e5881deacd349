import type { Command } from './command.ts'

export interface CommandEntry {
  readonly summary: string
  /** Loads the command's file; only when it is used, so that the help is quick. */
  readonly load: () => Promise<{ readonly command: Command }>
}

/** Every command, by the words after `dasi`. To add one: a file in bin/commands and a line here. */
export const commandTable: Readonly<Record<string, CommandEntry>> = {
  alerts: {
    summary: 'say what needs attention; exit code 1 when something beyond a notice does',
    load: () => import('./commands/alerts.ts'),
  },
  api: {
    summary: 'serve the pages, the API and the links in messages; any number may run side by side',
    load: () => import('./commands/api.ts'),
  },
  'customer erase': {
    summary: 'erase a customer for good; what was counted stays true, nothing names them any more',
    load: () => import('./commands/customer-erase.ts'),
  },
  'hook create': {
    summary: 'let a provider post signed webhooks; the secret is shown this once',
    load: () => import('./commands/hook-create.ts'),
  },
  'mail take': {
    summary: 'take in a mail that came back: a bounce, a complaint or a reply',
    load: () => import('./commands/mail-take.ts'),
  },
  gate: {
    summary: 'open or close the gate of the whole installation; closed, nothing moves and is sent',
    load: () => import('./commands/gate.ts'),
  },
  'key create': {
    summary: 'make an API key; it is shown this once',
    load: () => import('./commands/key-create.ts'),
  },
  'import customers': {
    summary: 'import customers from a CSV or text file; known ones are updated, never blanked',
    load: () => import('./commands/import-customers.ts'),
  },
  'import purchases': {
    summary: 'import purchases from a CSV or text file; the same rows again change nothing',
    load: () => import('./commands/import-purchases.ts'),
  },
  'import lines': {
    summary:
      'import what purchases consist of, a row for each line; rows with one id are one purchase',
    load: () => import('./commands/import-lines.ts'),
  },
  'import products': {
    summary: 'import products from a CSV or text file; known ones learn what the file says',
    load: () => import('./commands/import-products.ts'),
  },
  'import points': {
    summary: 'set the points of customers who exist from a CSV or text file',
    load: () => import('./commands/import-points.ts'),
  },
  'import consents': {
    summary:
      'record what customers agreed to and refused, with date and proof, from a CSV or text file',
    load: () => import('./commands/import-consents.ts'),
  },
  'import addresses': {
    summary: 'bring addresses of customers who exist: e-mail, phone, postal code, address, region',
    load: () => import('./commands/import-addresses.ts'),
  },
  'import attributes': {
    summary: 'bring attributes of customers who exist; every column but the customer is one',
    load: () => import('./commands/import-attributes.ts'),
  },
  'import scores': {
    summary: 'bring scores of an outside model, named by the source; columns are scores.<key>',
    load: () => import('./commands/import-scores.ts'),
  },
  'attribute list': {
    summary: 'list the attributes of customers, declared and found',
    load: () => import('./commands/attribute-list.ts'),
  },
  'attribute declare': {
    summary: 'declare an attribute: its name, type, unit and allowed values; imports keep to it',
    load: () => import('./commands/attribute-declare.ts'),
  },
  quality: {
    summary: 'measure how complete and valid the data of customers is, and say what stands out',
    load: () => import('./commands/quality.ts'),
  },
  migrate: {
    summary: 'bring the database to the newest shape',
    load: () => import('./commands/migrate.ts'),
  },
  rehearse: {
    summary: 'lead the real audience through a scenario on virtual time; nobody is contacted',
    load: () => import('./commands/rehearse.ts'),
  },
  router: {
    summary:
      'take in responses, wake who is concerned, repair what a crash left; any number may run',
    load: () => import('./commands/router.ts'),
  },
  'run budget': {
    summary: 'give a run another budget; who was held for want of it goes on',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).budget }),
  },
  'run finish': {
    summary: 'admit nobody any more; who is inside goes on to the end',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).finish }),
  },
  'run rate': {
    summary: 'change how many customers a run admits per minute',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).rate }),
  },
  'run skip': {
    summary: 'end the wait of customers now',
    load: async () => ({ command: (await import('./commands/run-act.ts')).skip }),
  },
  'run move': {
    summary: 'put customers at another step of their version',
    load: async () => ({ command: (await import('./commands/run-act.ts')).move }),
  },
  'run withdraw': {
    summary: 'take customers out of a run; what has not gone out is taken back',
    load: async () => ({ command: (await import('./commands/run-act.ts')).withdraw }),
  },
  'run migrate': {
    summary: 'take a run over to another version of its scenario',
    load: () => import('./commands/run-migrate.ts'),
  },
  'run versions': {
    summary: 'the versions of a run’s scenario; with --version, what that one changes',
    load: () => import('./commands/run-versions.ts'),
  },
  'run held': {
    summary: 'who is held, and which contacts were not made or are unknown, by step and reason',
    load: () => import('./commands/run-held.ts'),
  },
  'run audit': {
    summary: 'who did what to a run and to the customers in it, newest first',
    load: async () => ({ command: (await import('./commands/run-audit.ts')).audit }),
  },
  'run operations': {
    summary: 'what operators did to a run’s customers, and how far it is',
    load: async () => ({ command: (await import('./commands/run-audit.ts')).operations }),
  },
  'run retry': {
    summary: 'let customers who are held try again',
    load: async () => ({ command: (await import('./commands/run-act.ts')).retry }),
  },
  'run resend': {
    summary: 'send again what is unknown to have arrived; it may reach customers twice',
    load: async () => ({ command: (await import('./commands/run-act.ts')).resend }),
  },
  'run cancel': {
    summary: 'end a run for everybody in it',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).cancel }),
  },
  'run pause': {
    summary: 'stop a run where it stands; nothing moves and nothing is sent',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).pause }),
  },
  'run resume': {
    summary: 'let a paused run go on; what remained of a wait still remains',
    load: async () => ({ command: (await import('./commands/run-steer.ts')).resume }),
  },
  'run start': {
    summary: 'launch the newest plan of a scenario',
    load: () => import('./commands/run-start.ts'),
  },
  'run status': {
    summary: 'how far a run is; without its id, all runs',
    load: () => import('./commands/run-status.ts'),
  },
  start: {
    summary: 'start everything on this machine; Ctrl-C stops it',
    load: () => import('./commands/start.ts'),
  },
  worker: {
    summary: 'run workflows, turns and deliveries; any number may run side by side',
    load: () => import('./commands/worker.ts'),
  },
  'scenario check': {
    summary: 'say all that is wrong with a scenario in a file',
    load: () => import('./commands/scenario-check.ts'),
  },
  'scenario new': {
    summary: 'write a template as a scenario file, to be edited and published',
    load: () => import('./commands/scenario-new.ts'),
  },
  'scenario publish': {
    summary: 'publish a scenario from a file; publishing the same again changes nothing',
    load: () => import('./commands/scenario-publish.ts'),
  },
  'score list': {
    summary: 'the models whose scores customers have now',
    load: () => import('./commands/score-list.ts'),
  },
  'score make': {
    summary: 'give every customer scores: rfm, buying or propensity, as of any instant',
    load: () => import('./commands/score-make.ts'),
  },
  'segment count': {
    summary: 'count the customers of a segment, as of any instant',
    load: () => import('./commands/segment-count.ts'),
  },
  'user password': {
    summary:
      'give a person a new password; where nobody signs in yet, make the first administrator',
    load: () => import('./commands/user-password.ts'),
  },
}
