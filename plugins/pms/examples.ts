import type { EventBody, GuestBody, ReservationBody } from '../../schemas/pms.ts'

// The bodies of the contract of the endpoints.

export const GUEST: GuestBody = {
  externalId: 'guest-123',
  source: 'mews',
  firstName: 'John',
  lastName: 'Doe',
  email: 'john@example.com',
  phone: '+1234567890',
  language: 'en',
  loyaltyTier: 'gold',
  vipStatus: 'VIP',
  preferences: [
    { category: 'room', value: 'high-floor' },
    { category: 'pillow', value: 'firm' }
  ]
}

export const RESERVATION: ReservationBody = {
  externalId: 'res-456',
  source: 'mews',
  confirmationNumber: 'CONF123',
  guest: { externalId: 'guest-123', source: 'mews', firstName: 'John', lastName: 'Doe' },
  roomNumber: '501',
  roomType: 'deluxe-king',
  arrivalDate: '2024-03-15',
  departureDate: '2024-03-18',
  status: 'confirmed',
  adults: 2,
  children: 0,
  rateCode: 'BAR',
  totalRate: 599.0,
  currency: 'USD',
  specialRequests: ['late checkout', 'extra pillows']
}

export const EVENT: EventBody = {
  type: 'guest.checked_in',
  source: 'mews',
  timestamp: '2024-03-15T14:00:00Z',
  data: { reservation: RESERVATION, guest: GUEST }
}

/** Of a room, which the contract has no example of. */
export const ROOM_EVENT: EventBody = {
  type: 'room.status_changed',
  source: 'mews',
  timestamp: '2024-03-15T11:00:00Z',
  data: { roomNumber: '501', previousStatus: 'dirty', newStatus: 'clean' }
}
