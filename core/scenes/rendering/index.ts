export { BASE_LIGHTS } from "./base-lamps.ts";
export { type CameraFrame, cameraFrame, groundDirections, projectPoint } from "./camera.ts";
export { CUBE_BEVEL, CYLINDER_BEVEL } from "./geometry.ts";
export { instanceMap } from "./instance-map.ts";
export { type Look, REFERENCE_LOOK, randomLook } from "./look.ts";
export { type RenderedPicture, type RenderOptions, renderScene } from "./render.ts";
