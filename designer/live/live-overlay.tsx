import { LostLine } from './lost-line.tsx'
import { ProgressMeter } from './progress-meter.tsx'
import { TimeSlider } from './time-slider.tsx'

/** What stands over the canvas while a run is watched. */
export function LiveOverlay() {
  return (
    <>
      <ProgressMeter />
      <TimeSlider />
      <LostLine />
    </>
  )
}
