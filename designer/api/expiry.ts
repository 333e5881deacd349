import { create } from 'zustand'

/** Whether the session ended while a page was open; the frame then asks for the password over the page. */
export const useExpiry = create(() => ({ expired: false }))

export function expireSession(): void {
  useExpiry.setState({ expired: true })
}

export function renewSession(): void {
  useExpiry.setState({ expired: false })
}
