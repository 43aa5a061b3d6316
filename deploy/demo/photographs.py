"""Pictures that units put with their answers: drawn, so that nobody's street or face is in them."""

import io
import random

from PIL import Image, ImageDraw

SKY, ROAD, KERB = (198, 216, 230), (120, 120, 122), (214, 210, 200)
WALLS = ((190, 120, 90), (205, 180, 140), (150, 160, 170), (180, 190, 160))
AWNINGS = ((200, 40, 40), (40, 120, 70), (40, 80, 160))


def photograph(of: str, width: int = 960, height: int = 640) -> bytes:
    """A street as PNG, always the same for the same words."""
    chance = random.Random(of)  # noqa: S311 - a drawing, no secret
    picture = Image.new("RGB", (width, height), SKY)
    draw = ImageDraw.Draw(picture)
    x = 0
    while x < width:
        wide, tall = chance.randint(110, 190), chance.randint(200, 360)
        draw.rectangle((x, height * 2 // 3 - tall, x + wide, height * 2 // 3), chance.choice(WALLS))
        for window in range(x + 15, x + wide - 25, 40):
            top = height * 2 // 3 - tall + 25
            draw.rectangle((window, top, window + 22, top + 30), (235, 240, 245))
        awning = height * 2 // 3 - 70
        draw.rectangle((x + 6, awning, x + wide - 6, awning + 18), chance.choice(AWNINGS))
        x += wide
    draw.rectangle((0, height * 2 // 3, width, height * 2 // 3 + 26), KERB)
    draw.rectangle((0, height * 2 // 3 + 26, width, height), ROAD)
    for stripe in range(20, width, 110):
        draw.rectangle(
            (stripe, height * 5 // 6, stripe + 60, height * 5 // 6 + 10), (240, 240, 240)
        )
    body = io.BytesIO()
    picture.save(body, "PNG", optimize=True)
    return body.getvalue()
