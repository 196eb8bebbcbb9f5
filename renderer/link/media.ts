/** Where both hosts serve a picture; with a width, scaled down to it (up to 1024 px). */
export function pictureUrl(projectId: string, imageId: string, width?: number): string {
  const path = `/media/image/${projectId}/${imageId}`;
  return width === undefined ? path : `${path}?width=${width}`;
}
