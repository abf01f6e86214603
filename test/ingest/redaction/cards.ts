/** Numbers that networks and payment providers publish for testing. */
export const CARDS: Readonly<Record<string, readonly string[]>> = {
  visa: ['4111111111111111', '4222222222222', '4012888888881881', '4000000000000000006'],
  mastercard: ['5555555555554444', '2223003122003222', '5105105105105100'],
  'american-express': ['378282246310005', '371449635398431'],
  discover: ['6011111111111117', '6011000990139424'],
  'diners-club': ['30569309025904', '38520000023237', '36006666333344'],
  jcb: ['3566002020360505', '3530111333300000'],
  unionpay: ['6200000000000005', '6205500000000000004', '6240008631401148', '6221261111117766'],
  maestro: ['6759649826438453', '6304000000000000', '6799990100000000019', '6771798021000008', '5000550000000029'],
  mir: ['2200000000000004', '2200770239097761'],
  rupay: ['6074667022059103'],
  elo: ['5066991111111118', '6362970000457013'],
  hipercard: ['6062826786276634', '6062828888666688'],
  troy: ['9792030394440796', '6501700194147183']
}

/** Numbers that count only in their groups, or where they are called a card. */
export const CALLED_CARDS: readonly string[] = [
  '135410014004955',
  '5612345678901230',
  '8210000000000009',
  '501800000009'
]

/** The check digit behind these digits. */
export function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const weighed = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** A message of WhatsApp with this text. */
export function message(text: string): Buffer {
  return Buffer.from(JSON.stringify({ messages: [{ type: 'text', text: { body: text } }] }))
}
