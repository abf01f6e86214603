import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { freshId, guest } from '../bodies.ts'

const POISON = 'poison-delivery'

/** No known body takes the database too long, so a trigger makes it slow for this one. */
export const poisonDelivery: Attack = {
  name: 'poison-delivery',
  what: 'a delivery whose events the database never stores in time',
  seconds: 12,
  sql: `
    create function stall() returns trigger language plpgsql as $$
    begin
      if new.subject like 'guest/${POISON}%' then perform pg_sleep(60); end if;
      return new;
    end $$;
    create trigger stall before insert on events for each row execute function stall()`,
  async run({ post, pause }) {
    await post('pms', guest(freshId(POISON)), { path: '/webhooks/pms/guests' })
    await pause(60_000)
  },
  control: {
    without: 'a quarantine for what cannot be stored',
    violates: ['feed', 'spool'],
    limits: { ledger: { attempts: UNBOUNDED, brokenConnections: UNBOUNDED } }
  }
}
