"""nbconvert's way to kernel-lib's own exporter: one page, figures live, nothing loaded from anywhere.

The template "covet" names `CovetPage` as its preprocessor: it hands the notebook to kernel-lib and keeps the page
for the template, which prints nothing else. `command.json`, written at installation, says how kernel-lib is started.
`jupyter nbconvert --to html --HTMLExporter.template_name=lab` works as without this package.
"""

import json
import subprocess
from pathlib import Path

import nbformat
from nbconvert.preprocessors import Preprocessor

_REMEDY = "run `npm start` in the project once, or export with `--HTMLExporter.template_name=lab`"
_SECONDS = 120


class CovetPage(Preprocessor):
    """Puts the whole page into `resources["covet_page"]`; leaves the notebook as it is."""

    def preprocess(self, nb, resources):
        command = json.loads(Path(__file__).with_name("command.json").read_text("utf-8"))["command"]
        name = f"{resources.get('metadata', {}).get('name') or 'notebook'}.ipynb"
        try:
            run = subprocess.run(
                [*command, name],
                input=nbformat.writes(nb),
                capture_output=True,
                encoding="utf-8",
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError as cause:
            raise RuntimeError(f"kernel-lib's exporter is not at {command[0]}: {_REMEDY}") from cause
        if run.returncode != 0:
            raise RuntimeError(f"kernel-lib's exporter failed on {name}: {run.stderr.strip()}\n{_REMEDY}")
        resources["covet_page"] = run.stdout
        return nb, resources
