import { growAudience } from './audience.ts'
import type { FigureName } from './figures.ts'
import { type Journey, small, travel, type Watched } from './journey.ts'
import type { Part } from './part.ts'

/** What customers cost who wait, and what a hundred times as many cost each on their way through the win-back plan. */
export const waiting: Part = {
  figures: [
    'rss_mb_waiting_10k',
    'rss_mb_waiting_1m',
    'rss_growth_10k_to_1m_pct',
    'idle_cpu_pct_waiting_1m',
    'million_contacts_s',
    'cost_growth_10k_to_1m_pct',
  ],
  async measure(machine, report, { quick, repetitions, wants, large }) {
    // One size alone says nothing: what counts is what a million adds.
    if (quick) return
    const ofMillion = waiting.figures.filter((f) => f !== 'rss_mb_waiting_10k')
    const million = ofMillion.some(wants)
    const isIdleWanted = waiting.figures.filter((f) => !ofCost.includes(f)).some(wants)
    await growAudience(machine.db, million ? large : small)
    const few: Journey[] = []
    const idleSeconds = isIdleWanted ? 5 : 0
    for (let i = 0; i < repetitions; i++) {
      report.note(`waiting: 10,000 customers, repetition ${i + 1}`)
      few.push(await travel(machine, { customers: small, idleSeconds, isWhole: million }))
    }
    const rss = (j: Journey) => j.rest?.rssMib ?? Number.NaN
    if (isIdleWanted) {
      report.add('rss_mb_waiting_10k', { values: few.map(rss), n: small })
      const values = few.map((j) => j.rest?.idleCpuPct ?? Number.NaN)
      report.add('rss_mb_waiting_10k_idle_cpu_pct', { values, n: small, unit: '% of a core' })
    }
    if (!million) return

    const seconds = (watched: Watched) => `${Math.round(watched.seconds)} s`
    const all = await travel(machine, {
      ...{ customers: large, idleSeconds: isIdleWanted ? 30 : 0, isWhole: true },
      waits(first, rest) {
        report.note(`waiting: ${large} customers wait after ${seconds(first)}`)
        if (!rest) return
        report.add('rss_mb_waiting_1m', { values: [rest.rssMib], n: large })
        report.add('idle_cpu_pct_waiting_1m', { values: [rest.idleCpuPct], n: large })
        const growth = few.map((j) => (rest.rssMib / rss(j) - 1) * 100)
        report.add('rss_growth_10k_to_1m_pct', { values: growth, n: large })
      },
    })
    report.add('million_contacts_s', { values: [all.busySeconds], n: large })
    const growth = (of: (j: Journey) => number) =>
      few.map((j) => (of(all) / large / (of(j) / small) - 1) * 100)
    report.add('cost_growth_10k_to_1m_pct', { values: growth((j) => j.cpuSeconds), n: large })
    report.add('cost_growth_10k_to_1m_pct_busy', { values: growth((j) => j.busySeconds), n: large })
    for (const [n, cost] of [
      [small, few],
      [large, [all]],
    ] as const) {
      const values = cost.map((j) => (j.cpuSeconds / n) * 1000)
      report.add(`cost_growth_10k_to_1m_pct_cpu_at_${n}`, { values, n, unit: 'CPU ms/customer' })
    }
  },
}

const ofCost: readonly FigureName[] = ['million_contacts_s', 'cost_growth_10k_to_1m_pct']
