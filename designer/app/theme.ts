import {
  type ActionIconProps,
  type ButtonProps,
  createTheme,
  type MenuProps,
  type ModalProps,
  type NumberInputProps,
  type PasswordInputProps,
  type SelectProps,
  type TextareaProps,
  type TextInputProps,
  type TooltipProps,
} from '@mantine/core'

const quick = { transitionProps: { duration: 120 } }

/**
 * Mantine's part of the look; every colour and font comes from look.css. Components are named, not imported: the first
 * screen needs few of them. `words`: what a screen reader calls a button that shows only a picture.
 */
export const themeWith = (words: { close: string }) =>
  createTheme({
    primaryColor: 'blue',
    primaryShade: 8,
    fontFamily: 'var(--font)',
    defaultRadius: 8,
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm', fw: 600 } satisfies Partial<ButtonProps> },
      ActionIcon: {
        defaultProps: {
          variant: 'subtle',
          color: 'gray',
          size: 32,
        } satisfies Partial<ActionIconProps>,
      },
      TextInput: { defaultProps: { size: 'sm' } satisfies Partial<TextInputProps> },
      PasswordInput: { defaultProps: { size: 'sm' } satisfies Partial<PasswordInputProps> },
      NumberInput: {
        defaultProps: {
          size: 'sm',
          hideControls: true,
          thousandSeparator: ',',
        } satisfies Partial<NumberInputProps>,
      },
      Textarea: { defaultProps: { size: 'sm' } satisfies Partial<TextareaProps> },
      Select: {
        defaultProps: {
          size: 'sm',
          allowDeselect: false,
          comboboxProps: quick,
        } satisfies Partial<SelectProps>,
      },
      Menu: { defaultProps: { ...quick, shadow: 'md', radius: 10 } satisfies Partial<MenuProps> },
      Tooltip: { defaultProps: { openDelay: 400, ...quick } satisfies Partial<TooltipProps> },
      Modal: {
        defaultProps: {
          centered: true,
          radius: 12,
          overlayProps: { backgroundOpacity: 0.35 },
          closeButtonProps: { 'aria-label': words.close },
        } satisfies Partial<ModalProps>,
      },
    },
  })
