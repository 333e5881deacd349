import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'

const id = 'canvas'

/** One notice at a time: the newest takes the place of the one before. */
export function showNotice(
  text: string,
  action: { readonly label: string; readonly run: () => void } | null,
): void {
  notifications.hide(id)
  notifications.show({
    id,
    autoClose: action ? 8000 : 3000,
    message: (
      <span style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        {text}
        {action && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id)
              action.run()
            }}
          >
            {action.label}
          </Button>
        )}
      </span>
    ),
  })
}
