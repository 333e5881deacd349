import { expect, type Locator, type Page } from '@playwright/test'

/** More stops than any screen has between two things that belong together. */
const stopsMax = 60

type Key = 'Tab' | 'Shift+Tab' | 'ArrowDown'

/** Presses the tab key until `target` has the focus, which every user of a keyboard can do as well. */
export async function tabTo(page: Page, target: Locator, key: Key = 'Tab') {
  await expect(target).toBeVisible()
  for (let stops = 0; stops < stopsMax; stops++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

/** Goes to a button and presses it. */
export async function press(page: Page, target: Locator, key: Key = 'Tab') {
  await tabTo(page, target, key)
  await page.keyboard.press('Enter')
}

/** Goes to a field and types over what it holds. */
export async function type(page: Page, target: Locator, text: string) {
  await tabTo(page, target)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}
