export { BoxTool } from "./box-tool.ts";
export { BrushTool } from "./brush-tool.ts";
export {
  CLICK_SLIP,
  type DraftOutline,
  type Tool,
  type ToolEvent,
  type ToolId,
  type ToolKey,
  type ToolPort,
} from "./contract.ts";
export { FillTool } from "./fill-tool.ts";
export { LassoTool } from "./lasso-tool.ts";
export { PanTool } from "./pan-tool.ts";
export { PointTool } from "./point-tool.ts";
export { PolygonTool } from "./polygon-tool.ts";
export { ToolHost } from "./tool-host.ts";
