def frame(request: object) -> dict[str, object]:
    return {}
