interface NavigationLink {
  href: string
  label: string
  /** `g` and this key lead to the page. */
  key?: string
}

interface NavigationGroup {
  title: string
  links: readonly NavigationLink[]
}

/** Every page without an id in its address. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    title: 'Traffic',
    links: [
      { href: '/app', label: 'Overview', key: 'o' },
      { href: '/app/deliveries', label: 'Deliveries', key: 'd' },
      { href: '/app/events', label: 'Events', key: 'e' },
      { href: '/app/messages', label: 'Messages', key: 'm' },
      { href: '/app/guests', label: 'Guests and stays', key: 's' }
    ]
  },
  {
    title: 'To do',
    links: [
      { href: '/app/quarantine', label: 'Quarantine', key: 'q' },
      { href: '/app/unclaimed', label: 'Unclaimed', key: 'u' }
    ]
  },
  {
    title: 'Connections',
    links: [
      { href: '/app/accounts', label: 'Accounts' },
      { href: '/app/connect', label: 'Connect a channel' },
      { href: '/app/hotels', label: 'Hotels' }
    ]
  },
  {
    title: 'Out',
    links: [
      { href: '/app/destinations', label: 'Destinations' },
      { href: '/app/consumers', label: 'Consumers' }
    ]
  },
  {
    title: 'Administration',
    links: [
      { href: '/app/keys', label: 'API keys' },
      { href: '/app/people', label: 'People' },
      { href: '/app/audit', label: 'Audit log', key: 'a' },
      { href: '/app/gateways', label: 'Gateways' },
      { href: '/app/settings', label: 'Settings' },
      { href: '/app/me', label: 'My account' }
    ]
  }
]
