import "./tokens.css";

export { cssVariables, mantineTheme } from "./mantine-theme.ts";
export { contourColours, cssColour, overlayColours, type Rgb } from "./overlay-colours.ts";
