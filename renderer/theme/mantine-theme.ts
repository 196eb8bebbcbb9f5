import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";

const accent: MantineColorsTuple = [
  "#e6f8f3",
  "#cdeee5",
  "#a3dfcf",
  "#78d1ba",
  "#4cc2a8",
  "#2aae92",
  "#0b8f74",
  "#087a62",
  "#066350",
  "#044a3c",
];

/** Mantine takes its dark theme's surfaces and lines from here. */
const dark: MantineColorsTuple = [
  "#e6ebf0",
  "#b8c2cc",
  "#8b98a6",
  "#5f6c79",
  "#3a4652",
  "#262f39",
  "#1c232b",
  "#151a20",
  "#0f1216",
  "#0b0e11",
];

/** Mantine's own greys give way to ours, so that its parts look like the rest. */
export const mantineTheme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 4 },
  colors: { accent, dark },
  autoContrast: true,
  luminanceThreshold: 0.3,
  // Mantine chooses a filled button's text for the light theme's shade alone; this variable knows both.
  variantColorResolver: (input) => ({
    ...defaultVariantColorsResolver(input),
    ...(input.variant === "filled" && (input.color ?? input.theme.primaryColor) === input.theme.primaryColor
      ? { color: "var(--mantine-primary-color-contrast)" }
      : {}),
  }),
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "11px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  defaultRadius: "md",
  radius: { md: "8px", sm: "6px" },
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, multiline: true, maw: 320, fz: 12 } },
    SegmentedControl: {
      // Longer words of another language take a second line instead of pushing the last choice out.
      styles: (_theme: unknown, { fullWidth }: { readonly fullWidth?: boolean }) => ({
        label: { whiteSpace: "normal" },
        control: fullWidth ? {} : { flex: "1 1 auto" },
      }),
    },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 }, transitionProps: { duration: 80 } },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--r2-panel)",
    "--mantine-color-text": "var(--r2-text)",
    "--mantine-color-dimmed": "var(--r2-mute)",
    "--mantine-color-placeholder": "var(--r2-mute)",
    "--mantine-color-default": "var(--r2-raise)",
    "--mantine-color-default-hover": "var(--r2-line)",
    "--mantine-color-default-border": "var(--r2-line)",
    "--mantine-color-default-color": "var(--r2-text)",
    "--mantine-color-error": "var(--r2-bad)",
    "--mantine-color-anchor": "var(--r2-accent)",
  };
  return { variables: {}, dark: shared, light: shared };
};
