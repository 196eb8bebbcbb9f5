import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, apiOf, expect, shoot, test } from "./studio.ts";

/** A small disk of its own; false where this user may not mount one. */
function mountSmallDisk(dir: string): boolean {
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", dir], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Leaves no free block. */
function fill(dir: string): string {
  const file = join(dir, "ballast");
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(file, Buffer.alloc(bavail * bsize));
  return file;
}

async function projectOn(disk: string, api: Api): Promise<void> {
  await api.post("settings.set", { autoDiscover: false });
  const { projectId } = await api.post<{ projectId: string }>("projects.create", {
    dir: join(disk, "p"),
    title: "Small disk",
  });
  const samples = ["Which spoon?", "Which cup?"].map((question) => ({ imagePath: join(disk, "coffee.png"), question }));
  await api.post("samples.add", { projectId, samples, copy: false });
}

test("a full disk: the change stays on the screen, says what is wrong, and is saved once there is room", async ({
  page,
  studio,
}) => {
  const disk = join(studio.home, "disk");
  test.skip(!mountSmallDisk(disk), "mounting a small disk needs root on Linux");
  try {
    copyFileSync("assets/demo/images/coffee.png", join(disk, "coffee.png"));
    await page.goto(studio.url);
    await projectOn(disk, apiOf(page));
    await page.reload();
    await page.getByText("Small disk", { exact: true }).first().click();
    await expect(page.locator("[data-sample]")).toBeVisible();
    const ballast = fill(disk);

    await page.keyboard.press("Control+Backspace");
    // Not just any text: the project and its folder are named after the disk as well.
    await expect(page.getByTestId("save-banner")).toContainText(/is full/i);
    await shoot(page, "13-disk-full");
    rmSync(ballast);
    await page
      .getByRole("button", { name: /retry|try again/i })
      .first()
      .click();
    await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
    await expect(page.getByTestId("queue-row").first()).toContainText("Which spoon?");
    await page.reload();
    await page.getByText("Small disk", { exact: true }).first().click();
    await page.getByTestId("queue-row").first().click();
    await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "rejected");
  } finally {
    await studio.stop();
    execFileSync("umount", [disk]);
  }
});
