import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { checkDerivedColumns } from '../../src/db/check.ts'
import { ageOn, systemClock, weekdayOf } from '../../src/domain/dates.ts'
import { Conflict } from '../../src/domain/errors.ts'
import { SAMPLE_DAY } from '../../src/sample/context.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from '../../src/sample/data/staff.ts'
import { loadSampleClinic } from '../../src/sample/load.ts'
import { verifyPassword } from '../../src/use-cases/passwords.ts'
import { openTestDatabase, type TestDatabase, useDatabase } from '../support/database.ts'
import { hashQuickly } from '../support/passwords.ts'

function load({ clinic }: Pick<TestDatabase, 'clinic'>, day: string) {
  return loadSampleClinic(clinic, { day, hashPassword: hashQuickly })
}

describe('the sample clinic on its own day', () => {
  const test = useDatabase(systemClock, 'sample')

  const rows = async (query: string) => (await sql.raw(query).execute(test.database.db)).rows
  const row = async (query: string) => (await rows(query))[0]

  it('refuses a database that has staff', async () => {
    await expect(load(test, SAMPLE_DAY)).rejects.toMatchObject({ code: 'not_empty' })
  })

  it('has no difference between columns that repeat rows and those rows', async () => {
    const results = await checkDerivedColumns(test.database)
    expect(results.filter((result) => result.differences > 0)).toEqual([])
    expect(results.every((result) => result.rows > 0)).toBe(true)
  })

  it('records itself as the actor of every row', async () => {
    expect(
      await rows('select distinct actor_name, door, staff_id from audit_entries'),
    ).toStrictEqual([{ actor_name: 'Sample clinic', door: 'command', staff_id: null }])
  })

  it('has four accounts, without the person who left', async () => {
    const people = (await rows(`select role::text, email, name, password_hash as hash from staff
      where password_hash is not null and is_active order by role`)) as { hash: string }[]
    expect(people.map(({ hash: _, ...person }) => person)).toStrictEqual([...SAMPLE_SIGN_INS])
    for (const { hash } of people) expect(await verifyPassword(hash, SAMPLE_PASSWORD)).toBe(true)
    expect(
      await rows(`select staff.name, called, initials, role::text, specialization, is_active,
          is_bookable, discount_ceiling, position
        from staff join staff_branches on staff_id = staff.id order by position`),
    ).toMatchObject([
      { called: 'Dr. Kapoor', initials: 'VK', role: 'doctor', specialization: 'Laser Specialist' },
      { called: 'Dr. Reena', initials: 'RS', role: 'admin', specialization: 'Dermatologist' },
      { name: 'Ritu Pillai', role: 'therapist', is_active: false },
      { name: 'Nisha Rane', role: 'therapist', is_active: true, is_bookable: true },
      { name: 'Meena Joshi', role: 'receptionist', discount_ceiling: '10.00' },
    ])
  })

  it('has the clinic’s own settings', async () => {
    expect(await row('select * from settings')).toMatchObject({
      clinic_name: 'Linqs Cosmetology Clinic',
      address: '14-B, MG Road, Bengaluru 560001',
      phone: '+919810055555',
      gstin: '29AABCL1234A1Z4',
      state_code: '29',
      upi_id: 'linqsclinic@upi',
      invoice_prefix: 'INV',
      invoice_series: 'calendar_year',
      prices_include_tax: true,
      slot_mins: 30,
      break_from: '13:00:00',
      break_to: '14:00:00',
    })
    expect(
      await rows('select weekday, opens, closes from working_hours order by weekday'),
    ).toStrictEqual(
      [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '09:00:00', closes: '19:00:00' })),
    )
  })

  it('has 14 appointments today and 11 yesterday that are not cancelled', async () => {
    expect(
      await rows(`select appointment_date::text as day, count(*)::int as count from appointments
        where appointment_date between '2026-03-02' and '2026-03-04' and status <> 'cancelled'
        group by 1 order by 1`),
    ).toStrictEqual([
      { day: '2026-03-02', count: 11 },
      { day: '2026-03-03', count: 14 },
      { day: '2026-03-04', count: 8 },
    ])
    expect(
      await row(`select count(*)::int as count from appointments
        where appointment_date = '2026-03-04' and status = 'scheduled'`),
    ).toStrictEqual({ count: 3 })
  })

  it('has the schedule of the source document', async () => {
    const schedule = await rows(`select to_char(start_time, 'HH24:MI') as time, customer.name,
        treatment_type, staff.called, appointments.status::text, session_number as session
      from appointments
      join customers as customer on customer.id = customer_id
      join staff on staff.id = appointments.staff_id
      left join package_sessions as session on session.id = session_id
      where appointment_date = '2026-03-03' and customer.name in ('Priya Mehta', 'Anjali Singh',
        'Neha Patel', 'Ritika Joshi', 'Kavya Nair', 'Sunita Rao')
      order by start_time`)
    expect(schedule.map((visit) => Object.values(visit as object).slice(0, 5))).toStrictEqual([
      ['09:00', 'Priya Mehta', 'Laser Hair Removal', 'Dr. Kapoor', 'confirmed'],
      ['10:00', 'Anjali Singh', 'Skin Brightening', 'Dr. Reena', 'scheduled'],
      ['11:30', 'Neha Patel', 'Hair PRP', 'Dr. Kapoor', 'completed'],
      ['14:00', 'Ritika Joshi', 'Consultation', 'Dr. Reena', 'scheduled'],
      ['15:00', 'Kavya Nair', 'Hair Treatment', 'Dr. Reena', 'no-show'],
      ['16:00', 'Sunita Rao', 'Botox', 'Dr. Reena', 'confirmed'],
    ])
    expect(schedule[0]).toMatchObject({ session: 6 })
  })

  it('has appointments on every day of the week and in the week after', async () => {
    const days = await rows(`select extract(isodow from appointment_date)::int as weekday
      from appointments where appointment_date between '2026-03-02' and '2026-03-14'
      group by appointment_date having count(*) > 0 order by appointment_date`)
    expect(days).toStrictEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday })))
  })

  it('has appointments only within opening hours, outside the break, in a room of the right kind', async () => {
    expect(
      await rows(`select customer.name, appointment.* from appointments as appointment
        join customers as customer on customer.id = customer_id
        join treatments as treatment on treatment.id = treatment_id
        join rooms as room on room.id = room_id
        left join working_hours as hours on hours.staff_id is null
          and hours.weekday = extract(isodow from appointment_date)
        cross join lateral (
          select start_time + make_interval(mins => appointment.duration_mins) as ends
        ) as ending
        cross join settings
        where hours.id is null or start_time < opens or ends > closes
          or (start_time < break_to and ends > break_from)
          or room.kind is distinct from treatment.room_kind
          or exists (select from leave where leave.staff_id = appointment.staff_id
            and appointment_date between starts_on and ends_on)`),
    ).toStrictEqual([])
  })

  it('has a revenue of ₹42,800 this month, 12 % more than on the same days of last month', async () => {
    const revenue = (await row(`select
        sum(total) filter (where bill_date between '2026-03-01' and '2026-03-03') as this_month,
        sum(total) filter (where bill_date between '2026-02-01' and '2026-02-03') as last_month
      from bills`)) as { this_month: string; last_month: string }
    expect(revenue).toStrictEqual({ this_month: '42800.00', last_month: '38200.00' })
    expect(Math.round((42_800 / 38_200 - 1) * 100)).toBe(12)
  })

  it('has ₹8,400 due on four unpaid bills of three customers', async () => {
    const open = await rows(`select customer.name, total - coalesce(
          (select sum(amount) from payments where bill_id = bills.id), 0) as balance
      from bills join customers as customer on customer.id = customer_id
      where payment_status <> 'paid' order by customer.name, balance`)
    expect(open).toStrictEqual([
      { name: 'Anjali Singh', balance: '2400.00' },
      { name: 'Neha Patel', balance: '1400.00' },
      { name: 'Neha Patel', balance: '1800.00' },
      { name: 'Sunita Rao', balance: '2800.00' },
    ])
    expect(
      open.reduce<number>((sum, bill) => sum + Number((bill as { balance: string }).balance), 0),
    ).toBe(8400)
  })

  it('numbers 42 bills of 2026 in the order of their days; the next is INV-2026-0043', async () => {
    const bills = (await rows(`select invoice_number, bill_date::text as day, billed_at from bills
      where bill_date between '2026-01-01' and '2026-03-03' order by invoice_number`)) as {
      invoice_number: string
      day: string
      billed_at: Date
    }[]
    expect(bills.map((bill) => bill.invoice_number)).toStrictEqual(
      Array.from({ length: 42 }, (_, index) => `INV-2026-${String(index + 1).padStart(4, '0')}`),
    )
    const inOrder = bills.toSorted((a, b) => a.billed_at.getTime() - b.billed_at.getTime())
    expect(bills).toStrictEqual(inOrder)
    expect(
      await row(`select last_number from number_series
        where series = 'invoice' and period = '2026'`),
    ).toStrictEqual({ last_number: 42 })
    expect(
      await row(`select count(*)::int as count from bills
        where billed_at > '2026-03-03T08:30+05:30'`),
    ).toStrictEqual({ count: 0 })
  })

  it('has Priya’s three invoices, all paid', async () => {
    expect(
      await rows(`select invoice_number, bill_date::text as day, total, payment_status::text as paid
        from bills join customers as customer on customer.id = customer_id
        where customer.name = 'Priya Mehta' order by bill_date desc`),
    ).toStrictEqual([
      { invoice_number: 'INV-2026-0042', day: '2026-03-03', total: '4500.00', paid: 'paid' },
      { invoice_number: 'INV-2026-0031', day: '2026-02-17', total: '4500.00', paid: 'paid' },
      { invoice_number: 'INV-2026-0018', day: '2026-02-03', total: '2800.00', paid: 'paid' },
    ])
  })

  it('charges each line at the rate of its code, with tax included in the price', async () => {
    expect(
      await rows(`select distinct item_type::text as type, hsn_sac, gst_percent, price_includes_tax
        from bill_items order by 1, 2`),
    ).toStrictEqual([
      { type: 'package', hsn_sac: '999722', gst_percent: '5.00', price_includes_tax: true },
      { type: 'product', hsn_sac: '300490', gst_percent: '5.00', price_includes_tax: true },
      { type: 'product', hsn_sac: '330499', gst_percent: '18.00', price_includes_tax: true },
      { type: 'service', hsn_sac: '999312', gst_percent: '0.00', price_includes_tax: true },
      { type: 'service', hsn_sac: '999722', gst_percent: '5.00', price_includes_tax: true },
      { type: 'service', hsn_sac: '999729', gst_percent: '5.00', price_includes_tax: true },
    ])
    expect(
      await row(`select value, item.cgst, item.sgst, item.igst, item.total from bill_items as item
        join bills on bills.id = bill_id where invoice_number = 'INV-2026-0042'`),
    ).toStrictEqual({
      value: '4285.72',
      cgst: '107.14',
      sgst: '107.14',
      igst: '0.00',
      total: '4500.00',
    })
    const documents = await rows(
      'select distinct document_type::text as type from bills order by 1',
    )
    expect(documents).toStrictEqual([
      { type: 'bill_of_supply' },
      { type: 'invoice_cum_bill_of_supply' },
      { type: 'tax_invoice' },
    ])
    expect(await rows('select distinct mode::text from payments order by 1')).toHaveLength(3)
  })

  it('has the stock of the source document, with three items low', async () => {
    const stock = await rows(`select item.name, category::text, usable.quantity::int as usable,
        reorder_threshold::int as reorder, batch_number as batch, expiry_date::text as expires,
        vendor
      from inventory_items as item
      cross join lateral (select coalesce(sum(quantity), 0) as quantity
        from inventory_batches as batch
        where item_id = item.id and batch.expiry_date >= '2026-03-03' and not is_quarantined
      ) as usable order by item.created_at, item.name`)
    const low = stock.filter((item) => {
      const { usable, reorder } = item as { usable: number; reorder: number }
      return usable <= reorder
    })
    const named = (name: string) => stock.find((item) => (item as { name: string }).name === name)
    expect(low.map((item) => (item as { name: string }).name).sort()).toStrictEqual([
      'Hydroquinone 4% Cream',
      'Laser Cooling Gel',
      'Vitamin C Serum 20%',
    ])
    expect(named('Vitamin C Serum 20%')).toMatchObject({
      category: 'serum',
      usable: 3,
      reorder: 5,
      batch: 'B2025-447',
      expires: '2026-09-30',
      vendor: 'Cosmo Labs',
    })
    expect(named('Hydroquinone 4% Cream')).toMatchObject({
      category: 'cream',
      usable: 2,
      reorder: 5,
      batch: 'B2025-321',
      expires: '2026-12-31',
      vendor: 'DermaCo',
    })
    expect(named('Hyaluronic Acid Serum')).toMatchObject({
      category: 'serum',
      usable: 24,
      batch: 'B2025-501',
      expires: '2027-03-31',
      vendor: 'Cosmo Labs',
    })
    expect(named('Laser Cooling Gel')).toMatchObject({
      category: 'consumable',
      usable: 4,
      reorder: 10,
      batch: 'B2026-012',
      expires: '2027-07-31',
      vendor: 'LaserTech',
    })
    expect(named('Glycolic Acid 10%')).toMatchObject({
      category: 'medicine',
      usable: 18,
      batch: 'B2025-388',
      expires: '2027-06-30',
      vendor: 'AlphaChem',
    })
    expect(stock.length).toBeGreaterThanOrEqual(13)
  })

  it('has an expired batch that no figure counts', async () => {
    expect(
      await rows(`select item.name, batch.quantity from inventory_batches as batch
        join inventory_items as item on item.id = item_id
        where batch.expiry_date < '2026-03-03' and batch.quantity > 0`),
    ).toStrictEqual([{ name: 'Sunscreen SPF 50', quantity: '3.000' }])
  })

  it('has a stock movement for every product that was billed', async () => {
    expect(
      await rows(`select coalesce(sold.bill_id, moved.bill_id) from
          (select bill_id, inventory_item_id as item_id, sum(quantity) as quantity
            from bill_items where inventory_item_id is not null group by 1, 2) as sold
        full join
          (select bill_id, item_id, -sum(quantity_change) as quantity
            from inventory_logs where reason = 'sale' group by 1, 2) as moved
          on moved.bill_id = sold.bill_id and moved.item_id = sold.item_id
        where sold.quantity is distinct from moved.quantity`),
    ).toStrictEqual([])
    expect(
      await rows(`select item.name from inventory_batches as batch
        join inventory_items as item on item.id = item_id where item.price > batch.mrp`),
    ).toStrictEqual([])
  })

  it('has 35 packages: 28 active, 6 of them nearly done, 7 completed', async () => {
    expect(
      await row(`select count(*)::int as total,
          count(*) filter (where status = 'active')::int as active,
          count(*) filter (where status = 'active'
            and session_count - sessions_completed = 1)::int as nearly_done,
          count(*) filter (where status = 'completed')::int as completed
        from package_enrollments`),
    ).toStrictEqual({ total: 35, active: 28, nearly_done: 6, completed: 7 })
  })

  it('has the five packages of the source document', async () => {
    const packages = await rows(`select customer.name, plan_name as plan, staff.called as doctor,
        enrolled_at::text as enrolled, sessions_completed || '/' || session_count as done,
        (select string_agg(name, ', ' order by position) from plan_treatments
          where plan_id = enrollment.plan_id and not is_addon) as includes,
        (select string_agg(name, ', ' order by position) from plan_treatments
          where plan_id = enrollment.plan_id and is_addon) as addons,
        (select min(appointment_date)::text from appointments
          join package_sessions as session on session.id = session_id
          where session.enrollment_id = enrollment.id and appointment_date > '2026-03-03'
            and appointments.status in ('scheduled', 'confirmed')) as next,
        case when enrollment.status = 'completed' then
          (select max(happened_on)::text from session_ledger
            where enrollment_id = enrollment.id) end as completed
      from package_enrollments as enrollment
      join customers as customer on customer.id = customer_id
      join staff on staff.id = enrollment.staff_id
      where customer.name in ('Priya Mehta', 'Anjali Singh', 'Neha Patel', 'Ritika Joshi',
        'Sunita Rao') order by customer.name, enrolled_at`)
    const brightening = {
      plan: 'Skin Brightening Program',
      doctor: 'Dr. Reena',
      enrolled: '2026-02-10',
      done: '2/6',
      includes: 'Vitamin C Peel, Kojic Acid Serum',
      addons: 'LED Therapy',
      completed: null,
    }
    expect(packages).toStrictEqual([
      { name: 'Anjali Singh', ...brightening, next: '2026-03-14' },
      {
        name: 'Neha Patel',
        plan: 'Hair PRP Therapy',
        doctor: 'Dr. Reena',
        enrolled: '2026-01-05',
        done: '4/5',
        includes: 'PRP Injection, Mesotherapy',
        addons: 'Scalp Massage',
        next: '2026-03-20',
        completed: null,
      },
      {
        name: 'Priya Mehta',
        plan: 'Laser Hair Removal — Full Body',
        doctor: 'Dr. Kapoor',
        enrolled: '2026-01-15',
        done: '5/8',
        includes: 'Diode Laser, Cooling Therapy',
        addons: 'SPF Shield',
        next: '2026-03-10',
        completed: null,
      },
      { name: 'Priya Mehta', ...brightening, next: null },
      {
        name: 'Ritika Joshi',
        plan: 'Acne Treatment Plan',
        doctor: 'Dr. Reena',
        enrolled: '2025-10-12',
        done: '8/8',
        includes: 'Salicylic Peel, Blue Light Therapy',
        addons: 'Spot Gel',
        next: null,
        completed: '2026-02-28',
      },
      {
        name: 'Sunita Rao',
        plan: 'Anti-Aging Facial Program',
        doctor: 'Dr. Reena',
        enrolled: '2026-02-20',
        done: '2/10',
        includes: 'Hydra Facial, Collagen Booster',
        addons: 'Microcurrent, RF Tightening',
        next: '2026-03-06',
        completed: null,
      },
    ])
  })

  it('completes sessions in order, through their appointments if they have one', async () => {
    expect(
      await rows(`select enrollment_id from (
          select session.enrollment_id, happened_on,
            lag(happened_on) over (partition by session.enrollment_id order by session_number)
              as previous, session_number,
            row_number() over (partition by session.enrollment_id order by session_number) as place
          from session_ledger join package_sessions as session on session.id = session_id
        ) as visits where happened_on <= previous or session_number <> place`),
    ).toStrictEqual([])
    expect(
      await rows(`select appointment.id from appointments as appointment
        full join session_ledger as entry on entry.appointment_id = appointment.id
        where appointment.status = 'completed' and appointment.session_id is not null
          and (entry.session_id is distinct from appointment.session_id
            or entry.happened_on is distinct from appointment.appointment_date
            or entry.staff_id is distinct from appointment.staff_id)`),
    ).toStrictEqual([])
    expect(
      await rows(`select session_number as number, happened_on::text as day,
          to_char(start_time, 'HH24:MI') as time
        from session_ledger as entry join package_sessions as session on session.id = session_id
        join package_enrollments as enrollment on enrollment.id = entry.enrollment_id
        join customers as customer on customer.id = enrollment.customer_id
        left join appointments on appointments.id = appointment_id
        where customer.name = 'Priya Mehta' and session_count = 8 order by session_number`),
    ).toStrictEqual([
      { number: 1, day: '2026-01-15', time: null },
      { number: 2, day: '2026-02-03', time: '10:00' },
      { number: 3, day: '2026-02-17', time: '10:00' },
      { number: 4, day: '2026-02-21', time: null },
      { number: 5, day: '2026-02-26', time: null },
    ])
  })

  it('has a bill of the full price for each prepaid package', async () => {
    expect(
      await rows(`select enrollment.id from package_enrollments as enrollment
        left join bills on bills.id = enrollment.bill_id
          and bills.customer_id = enrollment.customer_id and bills.total = enrollment.price
          and bills.bill_date = enrollment.enrolled_at
          and exists (select from bill_items as item
            where item.bill_id = bills.id and item.plan_id = enrollment.plan_id)
        where (enrollment.billing = 'prepaid') <> (bills.id is not null)`),
    ).toStrictEqual([])
  })

  it('has 48 customers, with the profiles of the source document', async () => {
    expect(await row('select count(*)::int as count from customers')).toStrictEqual({ count: 48 })
    const known = (await rows(`select name, phone, gender::text, date_of_birth::text as born,
        blood_type as blood,
        (select count(*)::int from package_enrollments
          where customer_id = customer.id and status = 'active') as active,
        (select max(appointment_date)::text from appointments where customer_id = customer.id
          and appointment_date <= '2026-03-03' and status in ('confirmed', 'completed')) as visit
      from customers as customer
      where name in ('Priya Mehta', 'Anjali Singh', 'Neha Patel', 'Ritika Joshi')
      order by name`)) as { born: string }[]
    expect(
      known.map(({ born, ...rest }) => ({ ...rest, age: ageOn(SAMPLE_DAY, born) })),
    ).toStrictEqual([
      {
        name: 'Anjali Singh',
        phone: '+918765432109',
        gender: 'female',
        blood: 'A+',
        active: 1,
        visit: '2026-02-28',
        age: 34,
      },
      {
        name: 'Neha Patel',
        phone: '+917654321098',
        gender: 'female',
        blood: 'B+',
        active: 1,
        visit: '2026-03-03',
        age: 42,
      },
      {
        name: 'Priya Mehta',
        phone: '+919876543210',
        gender: 'female',
        blood: 'O+',
        active: 2,
        visit: '2026-03-03',
        age: 28,
      },
      {
        name: 'Ritika Joshi',
        phone: '+919820011432',
        gender: 'female',
        blood: 'B+',
        active: 0,
        visit: '2026-02-28',
        age: 23,
      },
    ])
    expect(await row(`select * from customers where name = 'Priya Mehta'`)).toMatchObject({
      date_of_birth: '1997-04-15',
      address: 'Bandra, Mumbai 400050',
      skin_type: 'Combination, Sensitive',
      chief_concern: 'Hyperpigmentation, Hair removal',
      allergies: 'None known',
      notes: 'Prefers morning slots. Reacts to fragrance-based products.',
    })
  })

  it('finds one Priya, and has names of every kind', async () => {
    expect(await rows(`select name from customers where name ilike '%priya%'`)).toHaveLength(1)
    expect(await rows(`select name from customers where name like '%''%'`)).not.toHaveLength(0)
    expect(await rows(`select name from customers where name ~ '[^ -~]'`)).toHaveLength(1)
    expect(
      await row(`select child.name, child.phone, mother.phone as reached from customers as child
        join customers as mother on mother.id = child.reached_through_id`),
    ).toStrictEqual({ name: 'Aanya Iyer', phone: null, reached: '+919841062207' })
  })

  it('creates every customer before their first visit, package or bill', async () => {
    expect(
      await rows(`select name from customers as customer where created_at > least(
          (select min(enrolled_at + time '23:59') from package_enrollments
            where customer_id = customer.id) at time zone 'Asia/Kolkata',
          (select min(billed_at) from bills where customer_id = customer.id),
          (select min(appointment_date + start_time) from appointments
            where customer_id = customer.id) at time zone 'Asia/Kolkata')`),
    ).toStrictEqual([])
  })
})

describe('the sample clinic on another day', () => {
  it.each(['2026-11-24', '2026-11-29', '2024-05-06'])(
    'shifts all its dates to %s',
    async (day) => {
      const test = await openTestDatabase()
      const { database } = test
      try {
        await load(test, day)
        const { rows } = await sql<Record<string, unknown>>`select
          (select count(*)::int from appointments
            where appointment_date = ${day} and status <> 'cancelled') as today,
          (select count(*)::int from appointments as visit where not exists (
            select from working_hours as hours
            where hours.weekday = extract(isodow from visit.appointment_date))) as closed,
          (select count(*)::int from bills where series_period <> left(bill_date::text, 4)
            or invoice_number <> 'INV-' || left(bill_date::text, 4) || '-'
              || lpad(series_number::text, 4, '0')) as misnumbered,
          (select count(*)::int from bills where bill_date > ${day}) as later,
          (select count(*)::int from bill_items as item join bills on bills.id = item.bill_id
            where item.gst_percent <> (
              select gst_percent from gst_rates as rate
              where item.hsn_sac like rate.hsn_sac || '%' and from_date <= bill_date
              order by from_date desc limit 1)) as misrated,
          (select sum(total) from bills where payment_status <> 'paid') as open,
          (select date_of_birth::text from customers where name = 'Priya Mehta') as born
        `.execute(database.db)
        expect(rows[0]).toStrictEqual({
          today: 14,
          closed: 0,
          misnumbered: 0,
          later: 0,
          misrated: 0,
          open: '8400.00',
          born: '1997-04-15',
        })
        const closedDay = await sql<{ weekday: number }>`select weekday
          from generate_series(1, 7) as weekday
          where weekday not in (select weekday from working_hours)`.execute(database.db)
        // The sample's own day is a Tuesday, and the clinic is closed two days before it.
        expect(closedDay.rows).toStrictEqual([{ weekday: ((weekdayOf(day) + 4) % 7) + 1 }])
        const results = await checkDerivedColumns(database)
        expect(results.filter((result) => result.differences > 0)).toEqual([])
      } finally {
        await test.close()
      }
    },
    60_000,
  )

  it('loads only once when two loads run at the same time', async () => {
    const test = await openTestDatabase()
    try {
      const tries = await Promise.allSettled([load(test, SAMPLE_DAY), load(test, SAMPLE_DAY)])
      const refused = tries.filter((attempt) => attempt.status === 'rejected')
      expect(refused).toHaveLength(1)
      expect(refused[0]?.reason).toBeInstanceOf(Conflict)
      expect(refused[0]?.reason).toMatchObject({ code: 'not_empty' })
      expect((await sql`select from staff`.execute(test.database.db)).rows).toHaveLength(5)
    } finally {
      await test.close()
    }
  }, 60_000)
})
