import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CatalogueAnswer } from '../../schemas/api/scenarios.ts'
import { offersQuery } from '../api/offers.ts'
import { segmentsQuery } from '../api/segments.ts'
import { catalogueQuery } from './queries.ts'

/**
 * What the drawing may refer to. The server’s answer knows what the saved draft refers to; the libraries add what can
 * be chosen meanwhile, so that a choice just made is not called missing.
 */
export function useCatalogue(scenarioId: string): CatalogueAnswer {
  const { data: known } = useSuspenseQuery(catalogueQuery(scenarioId))
  const { data: segments } = useQuery(segmentsQuery)
  const { data: offers } = useQuery(offersQuery)
  return useMemo(
    () => ({
      ...known,
      segments: {
        ...known.segments,
        ...Object.fromEntries(
          (segments ?? []).map(({ id, name, rule, size }) => [id, { name, rule, size }]),
        ),
      },
      offers: {
        ...known.offers,
        ...Object.fromEntries((offers ?? []).map(({ id, content }) => [id, content])),
      },
    }),
    [known, segments, offers],
  )
}
