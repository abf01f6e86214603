import { type Config, ConfigError } from '../../config/config.ts'
import { loadSettings } from '../../config/settings.ts'
import type { Channel } from '../../contract/channel.ts'
import type { Subscriptions } from '../../contract/subscriptions.ts'
import { TooMuch, Unavailable } from '../../hydration/errors.ts'
import { planSubscriptions, type SubscriptionStep } from '../../hydration/subscription-plan.ts'
import { connectedVendors, type Vendor } from '../../hydration/vendors.ts'
import { type Command, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import { isSettled, printStep, printSummary } from './report.ts'
import { openVendorApi, type VendorApi } from './vendor-api.ts'
import { signedWebhookUrl } from './webhook-url.ts'

export const connect: Command = {
  name: 'connect',
  words: ['VENDOR'],
  options: {
    'dry-run': { help: 'show the plan, and change nothing' },
    yes: { help: 'change without asking, for scripts' }
  },
  details: [
    'VENDOR is one of: cloudbeds, apaleo, guesty, hostaway.',
    "It lists the vendor's subscriptions, compares them with the wanted ones, shows the plan, asks, and then changes. Run it with the settings of the gateway, and while the gateway runs: some vendors call its URL at once.",
    "Ours are the subscriptions to this vendor's path at PUBLIC_URL. Others are never changed. A replacement is created before the old subscription is deleted, so no webhook is lost. A second run has nothing to do."
  ],
  examples: [
    'bellhook connect cloudbeds --dry-run',
    'bellhook connect apaleo',
    'bellhook connect hostaway --yes --json'
  ],

  async run(call) {
    const { words, has, out, environ } = call
    if (has('yes') && has('dry-run')) throw new UsageError('--yes and --dry-run exclude each other')
    const { channels, config } = await loadSettings(environ, out.note)
    const { vendor, subscriptions } = chosenVendor(words[0] ?? '', channels, config)
    const url = signedWebhookUrl(vendor, channels, config)
    const api = await openVendorApi(vendor, config)
    try {
      const found = await explained(vendor, 'the list of subscriptions', async () => {
        const rows = subscriptions.read(await api.call(subscriptions.list(api.context)), api.context)
        if (rows === undefined) throw new Unavailable('the answer has an unknown form')
        return rows
      })
      const steps = planSubscriptions(subscriptions, found, url)
      const isDone = isSettled(steps)
      if (has('dry-run') || isDone) {
        for (const step of steps) printStep(step, out, { done: false })
        return printSummary(vendor.source, steps, isDone, out)
      }
      if (!has('yes') && !out.json) for (const step of steps) printStep(step, out, { done: false })
      await confirm(call, { text: 'Change this?', what: 'changed', advice: 'Use --yes to do it, or --dry-run' })
      await changeAll(steps, subscriptions, { vendor, api, out })
    } finally {
      await api.close()
    }
  }
}

function chosenVendor(name: string, channels: readonly Channel[], config: Config) {
  const known = channels.flatMap(({ records = [] }) => records).filter(({ records }) => records.subscriptions)
  const wanted = known.find(({ source }) => source === name)
  if (wanted === undefined) {
    const names = known.map(({ source }) => source).join(', ')
    throw new UsageError(`${name} has no subscriptions that can be created: use one of ${names}`)
  }
  const vendor = connectedVendors(channels, config).find(({ source }) => source === name)
  if (vendor?.records.subscriptions === undefined) {
    const missing = wanted.records.credential.settings.filter(
      (setting) => config.secrets.get(setting)?.[0] === undefined
    )
    throw new ConfigError(
      missing.map((setting) => `${setting} is not set: it is a credential of ${name}'s API. See docs/records.md`)
    )
  }
  return { vendor, subscriptions: vendor.records.subscriptions }
}

/** Changes one subscription after the other: new ones first, doubles last. Stops where the vendor refuses. */
async function changeAll(
  steps: readonly SubscriptionStep[],
  subscriptions: Subscriptions,
  { vendor, api, out }: { vendor: Vendor; api: VendorApi; out: Parameters<typeof printStep>[1] }
): Promise<void> {
  const order = [...steps].sort((a, b) => Number(a.action === 'delete') - Number(b.action === 'delete'))
  let refusal: unknown
  for (const step of order) {
    const id = refusal === undefined ? await carryOut(step).catch(noteRefusal) : undefined
    printStep(step, out, { done: refusal === undefined, id })
  }
  printSummary(vendor.source, steps, refusal === undefined, out)
  if (refusal !== undefined) await explained(vendor, 'a change', () => Promise.reject(refusal))
  const isCreated = steps.some(({ action }) => action === 'create' || action === 'replace')
  if (isCreated && subscriptions.afterwards !== undefined) out.note(subscriptions.afterwards)

  function noteRefusal(error: unknown): undefined {
    refusal = error
  }

  /** Returns the id of a new subscription. */
  async function carryOut({ action, found, wanted }: SubscriptionStep): Promise<string | undefined> {
    const { context } = api
    if (action === 'enable' && found !== undefined) await api.call(enabling(found))
    const created = wanted && subscriptions.idOf(await api.call(subscriptions.create(wanted, context)))
    const isOld = action === 'replace' || action === 'delete'
    if (isOld && found !== undefined) await api.call(subscriptions.remove(found, context))
    return created
  }

  function enabling(found: Parameters<Subscriptions['remove']>[0]) {
    const request = subscriptions.enable?.(found, api.context)
    if (request === undefined) throw new Error(`${vendor.source} cannot switch a subscription on`)
    return request
  }
}

/** Turns a refusal of the vendor into a sentence. Texts of the vendor are not printed, because they can contain what was sent. */
async function explained<Result>({ source }: Vendor, what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const isKnown = error instanceof Unavailable || error instanceof TooMuch
    if (!isKnown) throw error
    const advice =
      'Check the credentials, and that the gateway runs and answers at PUBLIC_URL. Then run the command again.'
    throw new Error(`${source} refused ${what}: ${error.message}. ${advice}`)
  }
}
