import {
  ActionIcon,
  Button,
  createTheme,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

const quick = { transitionProps: { duration: 120 } }

/** Mantine's part of the look; every colour and font comes from look.css. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  fontFamily: 'var(--font)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 600 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 32 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    NumberInput: NumberInput.extend({
      defaultProps: { size: 'sm', hideControls: true, thousandSeparator: ',' },
    }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({
      defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: quick },
    }),
    Menu: Menu.extend({ defaultProps: { ...quick, shadow: 'md', radius: 10 } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, ...quick } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 12, overlayProps: { backgroundOpacity: 0.35 } },
    }),
  },
})
