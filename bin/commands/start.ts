import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'start',
  summary: 'start everything on this machine',
  options: { dev: { type: 'boolean', summary: 'restart on changes' } },
  examples: ['dasi start'],
  async run(context, { options }) {
    context.out.note(`dev ${options.dev}`)
  },
})
