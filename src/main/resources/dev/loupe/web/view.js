// Where a picture lies on the stage: arithmetic only. Lengths are CSS pixels; scale is CSS pixels per picture pixel.

const LARGEST = 16; // screen pixels per picture pixel

const middle = (least, value, most) => Math.min(most, Math.max(least, value));

/** The scale at which the whole picture is seen; a small one is not blown up beyond two screen pixels per pixel. */
export function fitting(stage, picture, density) {
  return Math.min(stage.width / picture.width, stage.height / picture.height, 2 / density);
}

/** In the stage, or against its edges: a picture wider than the stage leaves no gap, a narrower one is centred. */
function place(offset, length, room) {
  return length <= room ? (room - length) / 2 : middle(room - length, offset, 0);
}

function placed(view, stage, picture) {
  return {
    scale: view.scale,
    x: place(view.x, picture.width * view.scale, stage.width),
    y: place(view.y, picture.height * view.scale, stage.height),
  };
}

export function fit(stage, picture, density) {
  return placed({ scale: fitting(stage, picture, density), x: 0, y: 0 }, stage, picture);
}

/** Zooms to this scale; the point of the picture below (x, y) of the stage stays there. */
export function zoomed(view, scale, x, y, stage, picture, density) {
  const least = Math.min(fitting(stage, picture, density), 1 / density);
  const wanted = middle(least, scale, LARGEST / density);
  const factor = wanted / view.scale;
  return placed({ scale: wanted, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor }, stage, picture);
}

export function moved(view, dx, dy, stage, picture) {
  return placed({ scale: view.scale, x: view.x + dx, y: view.y + dy }, stage, picture);
}

export function fills(view, stage, picture) {
  return picture.width * view.scale > stage.width + 1 || picture.height * view.scale > stage.height + 1;
}
