import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { segmentQuery } from '../api/segments.ts'
import { Loaded } from '../components/loaded.tsx'
import { Page } from '../components/page.tsx'
import { SegmentEditor } from './segments/segment-editor.tsx'

const route = getRouteApi('/inside/frame/segments/$segment')

/** One segment; the address `/segments/new` is an empty sheet. */
export function SegmentPage() {
  const { segment: id } = route.useParams()
  const segment = useQuery({ ...segmentQuery(id), enabled: id !== 'new' })
  return (
    <Page>
      {id === 'new' ? (
        <SegmentEditor segment={null} />
      ) : (
        <Loaded query={segment}>{(data) => <SegmentEditor key={data.id} segment={data} />}</Loaded>
      )}
    </Page>
  )
}
