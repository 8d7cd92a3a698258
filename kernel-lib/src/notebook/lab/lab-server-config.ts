import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The configuration of our JupyterLab's server. Plotly's renderer writes a picture of each figure back into the notebook as soon as it
 * is drawn: merely opening one would change the file, and the figure would be a still picture the next time. The hook takes these
 * pictures out again when the file is saved; one that a publisher put in says its size in the output's metadata, and stays.
 */
export const serverConfig = `# Written by each start of the laboratory; changes are lost.
PLOTLY = "application/vnd.plotly.v1+json"


def without_drawn_pictures(model, path="", contents_manager=None, **_):
    """Takes out the PNG that Plotly's renderer adds to every figure that it draws."""
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    for cell in model["content"].get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY in data and "image/png" not in output.get("metadata", {}):
                data.pop("image/png", None)


c.FileContentsManager.pre_save_hook = without_drawn_pictures  # noqa: F821
`;

/** Writes the server's configuration into a folder of configuration. */
export async function writeServerConfig(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "jupyter_server_config.py"), serverConfig);
}
