"""Telling MediaPipe's tasks how a TFLite network wants its picture.

MediaPipe's tasks refuse a network of floats that does not carry, as metadata, how pixels become
its input. The networks inside the Python wheel lack it. A TFLite file is a flatbuffer, whose
references only point forward: a new root in front of the untouched old file refers to all of the
old one and to the metadata, and the weights stay where they are, aligned as they were.
"""

import struct
from typing import Final

import flatbuffers

from repsight.core.errors import ModelError

METADATA_NAME: Final = b"TFLITE_METADATA"
_IDENTIFIER: Final = b"TFL3"
_FIELDS: Final = 8
"""Of the root table: version, operator codes, subgraphs, description, buffers, metadata buffer,
metadata, signatures (TFLite's schema, version 3)."""
_BUFFERS, _METADATA = 4, 6
_ALIGNMENT: Final = 64
"""More than any weight in a TFLite file asks for, which is 16."""
# From TFLite's metadata schema: the places of fields in their tables and members in their unions.
_IMAGE_PROPERTIES, _NORMALIZATION, _RGB = 2, 1, 1


def has_metadata(model: bytes) -> bool:
    """Whether a TFLite file carries the metadata that MediaPipe's tasks ask for."""
    return METADATA_NAME in (_name(model, table) for table in _tables(model, _METADATA))


def add_metadata(model: bytes, mean: float, std: float) -> bytes:
    """The TFLite file with metadata: its input is a picture, of which (pixel - mean) / std.

    Raises ModelError for bytes that are no TFLite file.
    """
    fields, buffers = _fields(model), _tables(model, _BUFFERS)
    metadata, content = _tables(model, _METADATA), _model_metadata(mean, std)
    root = 8 + 4 + 2 * _FIELDS
    buffer_list = root + 4 * (1 + _FIELDS)
    metadata_list = buffer_list + 4 * (2 + len(buffers))
    entry = metadata_list + 4 * (2 + len(metadata))  # vtable, table, name
    buffer = entry + 20 + 4 + len(METADATA_NAME) + 1  # vtable, table
    data = _aligned(buffer + 16 + 4, 16)
    body = _aligned(data + len(content), _ALIGNMENT)

    head = bytearray(body)
    struct.pack_into("<I4s", head, 0, root, _IDENTIFIER)
    places = [4 * (1 + field) for field in range(_FIELDS)]
    there = [place if value or field in (_BUFFERS, _METADATA) else 0
             for field, (place, value) in enumerate(zip(places, fields, strict=True))]  # fmt: skip
    struct.pack_into(f"<HH{_FIELDS}H", head, 8, 4 + 2 * _FIELDS, 4 * (1 + _FIELDS), *there)
    struct.pack_into("<iI", head, root, root - 8, fields[0])
    targets = [0, *(body + place if place else 0 for place in fields[1:])]
    targets[_BUFFERS], targets[_METADATA] = buffer_list, metadata_list
    for place, target in zip(places[1:], targets[1:], strict=True):
        if target:
            struct.pack_into("<I", head, root + place, target - root - place)
    _put_list(head, buffer_list, [*(body + at for at in buffers), buffer + 8])
    _put_list(head, metadata_list, [*(body + at for at in metadata), entry + 8])
    # Metadata: a name, 12 bytes on from its own place, and the number of its buffer.
    struct.pack_into("<4H", head, entry, 8, 12, 4, 8)
    struct.pack_into("<iII", head, entry + 8, 8, 8, len(buffers))
    struct.pack_into(f"<I{len(METADATA_NAME)}s", head, entry + 20, len(METADATA_NAME),
                     METADATA_NAME)  # fmt: skip
    struct.pack_into("<4H", head, buffer, 6, 8, 4, 0)
    struct.pack_into("<iI", head, buffer + 8, 8, data - 4 - buffer - 12)
    struct.pack_into("<I", head, data - 4, len(content))
    head[data : data + len(content)] = content
    return bytes(head) + model


def _aligned(place: int, to: int) -> int:
    return -(-place // to) * to


def _put_list(head: bytearray, at: int, targets: list[int]) -> None:
    struct.pack_into("<I", head, at, len(targets))
    for index, target in enumerate(targets):
        place = at + 4 * (1 + index)
        struct.pack_into("<I", head, place, target - place)


def _u32(data: bytes, at: int) -> int:
    value: int = struct.unpack_from("<I", data, at)[0]
    return value


def _fields(model: bytes) -> list[int]:
    """Of the root table: the version, then where each other field's target lies; 0: nowhere."""
    if model[4:8] != _IDENTIFIER:
        raise ModelError("the network is not a TFLite file; pull blazepose-full again")
    root = _u32(model, 0)
    places = [_field(model, root, field) for field in range(_FIELDS)]
    version = _u32(model, places[0]) if places[0] else 0
    return [version, *(place + _u32(model, place) if place else 0 for place in places[1:])]


def _field(model: bytes, table: int, field: int) -> int:
    """Where a field of a table lies; 0 where it is left out."""
    vtable = table - struct.unpack_from("<i", model, table)[0]
    size = struct.unpack_from("<H", model, vtable)[0]
    inside = 4 + 2 * field
    offset = struct.unpack_from("<H", model, vtable + inside)[0] if inside < size else 0
    return table + offset if offset else 0


def _tables(model: bytes, field: int) -> list[int]:
    """Where the tables of a list in the root lie."""
    at = _fields(model)[field]
    count = _u32(model, at) if at else 0
    places = [at + 4 * (1 + index) for index in range(count)]
    return [place + _u32(model, place) for place in places]


def _name(model: bytes, table: int) -> bytes:
    place = _field(model, table, 0)
    text = place + _u32(model, place)
    return model[text + 4 : text + 4 + _u32(model, text)]


def _model_metadata(mean: float, std: float) -> bytes:
    """Metadata of a network with one picture as input, by TFLite's metadata schema."""
    builder = flatbuffers.Builder(256)
    normal = _table(builder, [_floats(builder, mean), _floats(builder, std)])
    unit = _union(builder, _NORMALIZATION, normal)
    builder.StartObject(2)
    builder.PrependInt8Slot(0, _RGB, 0)
    content = _union(builder, _IMAGE_PROPERTIES, builder.EndObject())
    units = _list(builder, unit)
    tensor = _table(builder, [0, 0, 0, content, units])
    subgraph = _table(builder, [0, 0, _list(builder, tensor)])
    root = _table(builder, [0, 0, 0, _list(builder, subgraph)])
    builder.Finish(root, b"M001")
    return bytes(builder.Output())


def _floats(builder: flatbuffers.Builder, value: float) -> int:
    builder.StartVector(4, 1, 4)
    builder.PrependFloat32(value)
    return int(builder.EndVector())


def _list(builder: flatbuffers.Builder, table: int) -> int:
    builder.StartVector(4, 1, 4)
    builder.PrependUOffsetTRelative(table)
    return int(builder.EndVector())


def _table(builder: flatbuffers.Builder, references: list[int]) -> int:
    builder.StartObject(len(references))
    for slot, reference in enumerate(references):
        builder.PrependUOffsetTRelativeSlot(slot, reference, 0)
    return int(builder.EndObject())


def _union(builder: flatbuffers.Builder, member: int, table: int) -> int:
    builder.StartObject(2)
    builder.PrependUint8Slot(0, member, 0)
    builder.PrependUOffsetTRelativeSlot(1, table, 0)
    return int(builder.EndObject())
