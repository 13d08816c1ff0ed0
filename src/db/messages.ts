import type { Transaction } from './transaction.ts'

export type NewMessage = {
  customerId: string
  kind: string
  appointmentId: string | null
  sessionId: string | null
  billId: string | null
  phone: string
  text: string
  openedAt: Date
  openedBy: string
}

export async function insertMessage(trx: Transaction, message: NewMessage): Promise<string> {
  const { id } = await trx
    .insertInto('messages')
    .values({
      customer_id: message.customerId,
      kind: message.kind,
      appointment_id: message.appointmentId,
      session_id: message.sessionId,
      bill_id: message.billId,
      phone: message.phone,
      text: message.text,
      opened_at: message.openedAt,
      opened_by: message.openedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
