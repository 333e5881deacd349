/**
 * Every reason for which a person can be refused, with the values that its sentence is made of. A reason is for ever:
 * programs may rely on it. Its sentences stand in the designer's words (`problems.json`); the English message of a `Failure` says
 * the same to the command line and to programs.
 */
export const reasons = {
  // What a request says
  FIELD_MISSING: ['field'],
  FIELD_WRONG: ['field'],
  FIELD_TOO_SMALL: ['field', 'least'],
  FIELD_TOO_LARGE: ['field', 'most'],
  FIELD_TOO_SHORT: ['field', 'least'],
  FIELD_TOO_LONG: ['field', 'most'],
  FIELD_TOO_FEW: ['field', 'least'],
  FIELD_TOO_MANY: ['field', 'most'],
  FIELD_UNKNOWN: ['fields'],
  BODY_UNREADABLE: [],
  BODY_TOO_LARGE: [],
  PAGE_LOST: [],
  NOT_CONFIRMED: [],
  NAME_TAKEN: ['name'],
  ZONE_UNKNOWN: ['zone'],
  // The installation
  SETUP: [],
  ORIGIN: ['origin'],
  GATE_CLOSED: [],
  RESTORED: [],
  CHANNELS_NOT_SET_UP: ['channels'],
  MESSAGE_NOT_TAKEN: ['cause'],
  DATABASE_AWAY: [],
  // Accounts and keys
  MUST_CHANGE_PASSWORD: [],
  ROLE: ['roles'],
  KEY_HAS_NO_PASSWORD: [],
  PASSWORD_SAME: [],
  PASSWORD_WRONG: [],
  SIGN_IN_WRONG: [],
  ACCOUNT_CLOSED: [],
  EMAIL_TAKEN: ['email'],
  LAST_ADMIN: [],
  EXPIRES_IN_PAST: [],
  ONLY_TEXT_HAS_VALUES: [],
  SOURCE_RESERVED: ['source'],
  // Campaigns, scenarios, versions
  CHANGED_MEANWHILE: ['by'],
  CAMPAIGN_CHANGED: [],
  WEIGHTS_NOT_WHOLE: ['reward', 'channel'],
  ENDS_BEFORE_START: [],
  TEMPLATE_GONE: ['name'],
  DRAWING_HAS_ERRORS: ['n'],
  NEVER_PUBLISHED: [],
  SEVERAL_SCENARIOS: ['name'],
  OTHER_FORMAT: [],
  STEP_CANNOT: [],
  TOO_MANY_STEPS: ['most'],
  NO_MESSAGE: [],
  MESSAGE_UNREADABLE: ['character'],
  WEEKDAY_MISSING: [],
  // Rehearsals
  NO_REHEARSALS: [],
  REHEARSALS_WAIT: ['n'],
  REHEARSAL_GONE: [],
  AUDIENCE_EMPTY: [],
  NOBODY_REACHABLE: ['channel'],
  // Runs and what is done in them
  RUN_OVER: [],
  CUSTOMER_NOT_IN_RUN: [],
  MAY_ARRIVE_TWICE: ['n'],
  COUNT_CHANGED: ['n', 'was'],
  NOBODY_SELECTED: [],
  TARGET_MISSING: [],
  NOBODY_LEFT: [],
  NOTHING_TO_DO: ['because'],
  UNMAPPED: ['steps', 'n'],
  MAPPING_WRONG: ['from'],
  ON_VERSION: ['version'],
  MIGRATION_RUNS: ['by'],
  // The call desk
  CALL_DONE: [],
  CALL_STOPPED: [],
  CALL_TAKEN: [],
  CALL_EARLY: [],
  CALL_LATE: [],
  CALL_IN_EFFECT: [],
  NOTHING_REPORTED: [],
  // Segments, lists, analyses
  RULE_WRONG: ['n'],
  SEGMENT_USED: ['name'],
  SEGMENT_EMPTY: [],
  NO_SUCH_CUSTOMERS: [],
  NOT_IN_GROUPS: ['field'],
  CUTS_NOT_ASCENDING: ['field', 'cut'],
  SANDBOX_HAS_NO_EFFECT: [],
  // Scores and profit
  TOO_FEW_BUYERS: ['n', 'least'],
  TOO_FEW_CONTACTS: ['n', 'least'],
  NOTHING_TO_LEARN: ['n'],
  THRESHOLDS_COUNT: ['field', 'n', 'least'],
  THRESHOLDS_ORDER: ['field'],
  CUSTOMER_TWICE: [],
  SCORE_KEY_TAKEN: [],
  PERIOD_BACKWARDS: [],
  ACTIVITY_TWICE: [],
  CUSTOMERS_UNKNOWN: ['n'],
  NOT_CALCULATED: [],
  // Customers that are merged
  MERGE_SELF: [],
  MERGE_GONE: [],
  MERGE_UNDONE: [],
  MERGE_LATER: [],
  MERGE_CHANGED: [],
  MERGE_IMPORT_STORES: [],
  // Imports
  NO_FILE: [],
  EMPTY: [],
  NOT_TEXT: ['looksLike'],
  FILE_TOO_LARGE: ['maxBytes'],
  TOO_MANY_ROWS: ['maxRows'],
  TOO_MANY_COLUMNS: ['maxColumns'],
  TOO_MANY_PRODUCTS: ['productsMax'],
  TOO_MANY_SCORES: ['most'],
  FIRST_LINE_UNREADABLE: [],
  MAPPING_UNREADABLE: ['mapping'],
  NO_SUCH_FIELD: ['field'],
  NO_SUCH_COLUMN: ['column'],
  COLUMN_TWICE: ['column', 'n'],
  COLUMNS_MISSING: ['fields'],
  PART_MISSING: ['part'],
  NO_SCORE_COLUMN: [],
  DATE_FORMAT_WRONG: ['pattern'],
  DELIMITER_WRONG: ['delimiter'],
  SHIFT_TO_FUTURE: ['date', 'latest'],
  CANCELLED: [],
  IMPORT_KNOWN: [],
  IMPORT_OVER: [],
  IMPORT_UNDONE: [],
  IMPORT_DATABASE_WENT: [],
  IMPORT_LOST: [],
  REJECTS_GONE: [],
  FILE_NOT_SCENARIO: [],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Reason = keyof typeof reasons

/** What the details of a refusal hold: the reason, its values, and what else helps a program. Never personal data. */
export type Refusal = {
  readonly [R in Reason]: { readonly reason: R } & {
    readonly [Name in (typeof reasons)[R][number]]: RefusalValue
  } & Readonly<Record<string, unknown>>
}[Reason]

/** A name, a number, a code or several codes; a list is read as one after the other. */
type RefusalValue = string | number | readonly string[]
