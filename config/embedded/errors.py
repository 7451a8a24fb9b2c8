"""What can go wrong with the embedded servers, in one sentence for the operator."""

from __future__ import annotations

from pathlib import Path


class EmbeddedError(Exception):
    """The servers cannot be had; the text is one clear sentence in Chinese."""


def explained(what: str, output: str, log: Path) -> EmbeddedError:
    """The error of a server that did not start: ``output`` is what it said, ``log`` where more stands."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:300] if lines else "没有输出"
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return EmbeddedError(f"磁盘空间不足，{what}无法启动，请清理后重试（{log.parent}）。")
    if "incompatible with server" in output:
        return EmbeddedError(f"{what}的数据由另一个版本建立，当前版本无法打开（{log.parent}）。")
    return EmbeddedError(f"{what}无法启动：{last}（详见 {log}）。")
