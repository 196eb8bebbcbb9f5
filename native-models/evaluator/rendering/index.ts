export { type RenderedMask, renderMask } from "./render-mask.ts";
