"""placeholder"""
async def test_db(database, vhost):
    print(await database.rows("intake", "select count(*) from outbox"))
    print(vhost.url)
async def test_sys(system):
    import time
    t=time.monotonic()
    async with system.fleet(["intake","deadlines","notify","satisfaction"]) as fleet:
        print("up", time.monotonic()-t, fleet.url("intake"))
        fleet["intake"].kill()
        await fleet.restart("intake")
        print("again", time.monotonic()-t, fleet.url("intake"))
        t=time.monotonic()
    print("stopped", time.monotonic()-t)
