"""Pictures as a camera makes them, and the form that sends one."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825


def photo(size: tuple[int, int] = (200, 100), kind: str = "JPEG", *, gps: bool = False) -> bytes:
    exif = Image.Exif()
    if gps:
        exif.get_ifd(GPS)[1] = "N"
        exif[0x0110] = "SecretPhone"
        exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", size, "peru").save(out, kind, exif=exif)
    return out.getvalue()


def sent(raw: bytes, name: str = "a.jpg") -> dict[str, object]:
    file = SimpleUploadedFile(name, raw, content_type="image/jpeg")
    return {"site": "cheeks", "view": "front", "finding": "赤み", "file": file}
