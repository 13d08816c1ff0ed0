import { SAMPLE_PASSWORD } from '../../src/sample/data/staff.ts'

export type Answer = { status: number; body: Record<string, unknown> }

/** A signed-in caller of the API. */
export type ApiDesk = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>

export async function signInToApi(url: string, email: string): Promise<ApiDesk> {
  const { status, body } = await call(`${url}/v1/auth/token`, 'POST', {
    body: { email, password: SAMPLE_PASSWORD },
  })
  if (status !== 200) throw new Error(`${email} could not sign in: ${status}`)
  return (method, path, payload) =>
    call(`${url}/v1${path}`, method, { token: String(body.access_token), body: payload })
}

async function call(
  url: string,
  method: string,
  { token, body }: { token?: string; body?: object | undefined },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
