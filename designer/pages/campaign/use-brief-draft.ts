import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Campaign } from '../../../schemas/api/campaigns.ts'
import type { Brief } from '../../../schemas/brief.ts'
import { ApiFailure } from '../../api/api-failure.ts'
import { campaignQuery, saveCampaign } from '../../api/campaigns.ts'
import { queries } from '../../api/queries.ts'

export type BriefDraft = ReturnType<typeof useBriefDraft>

/**
 * A sheet in the writing, based on the revision that was loaded. Where somebody saved a newer one meanwhile, `newer`
 * is true and nothing is lost: one takes theirs, or keeps one's own and saves over it.
 */
export function useBriefDraft(campaign: Campaign) {
  const [base, setBase] = useState(campaign)
  const [name, setName] = useState(campaign.name)
  const [brief, setBrief] = useState(campaign.brief)
  const dirty = name !== base.name || JSON.stringify(brief) !== JSON.stringify(base.brief)
  const begin = (from: Campaign) => {
    setBase(from)
    setName(from.name)
    setBrief(from.brief)
  }
  const saving = useMutation({
    mutationFn: () => saveCampaign(base.id, { name: name.trim(), brief, revision: base.revision }),
    onSuccess: begin,
    onError: () => queries.invalidateQueries({ queryKey: campaignQuery(base.id).queryKey }),
  })
  const isConflict = saving.error instanceof ApiFailure && saving.error.code === 'CONFLICT'
  return {
    name,
    brief,
    dirty,
    saving: saving.isPending,
    error: isConflict ? null : saving.error,
    newer: isConflict && campaign.revision > base.revision,
    setName,
    set: (part: Partial<Brief>) => setBrief((now) => ({ ...now, ...part })),
    save: () => saving.mutate(),
    takeTheirs: () => {
      begin(campaign)
      saving.reset()
    },
    keepMine: () => {
      setBase(campaign)
      saving.reset()
    },
  }
}
