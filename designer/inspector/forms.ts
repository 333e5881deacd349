import type { ComponentType } from 'react'
import type { Kind, NodeOf } from '../../schemas/scenario.ts'
import { CallForm } from './call-form.tsx'
import { ChannelForm } from './channel-form.tsx'
import { ConditionForm } from './condition-form.tsx'
import { ExitForm, GoalForm } from './end-forms.tsx'
import { ExperimentForm } from './experiment-form.tsx'
import type { FormProps } from './form-props.ts'
import { OfferForm } from './offer-form.tsx'
import { ResponseForm } from './response-form.tsx'
import { SegmentForm } from './segment-form.tsx'
import { UpdateForm } from './update-form.tsx'
import { WaitForm } from './wait-form.tsx'

/** The form of every kind, as in kinds/registry.ts. */
const forms: { readonly [K in Kind]: ComponentType<FormProps<K>> } = {
  segment: SegmentForm,
  offer: OfferForm,
  channel: ChannelForm,
  wait: WaitForm,
  response: ResponseForm,
  condition: ConditionForm,
  experiment: ExperimentForm,
  call: CallForm,
  update: UpdateForm,
  goal: GoalForm,
  exit: ExitForm,
}

export function formOf<K extends Kind>(node: NodeOf<K>): ComponentType<FormProps<K>> {
  return forms[node.kind as K]
}
