"""What every service is told by its environment; a service adds its own by subclassing."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from ``HEARTBRIDGE_…`` variables."""

    model_config = SettingsConfigDict(env_prefix="HEARTBRIDGE_", frozen=True, extra="ignore")

    pg_dsn: str = Field(repr=False, description="the service role's address")
    pg_pool: int = Field(default=10, ge=2, le=100)
    amqp_url: str = Field(repr=False)
    jwks: str = Field(description="file or address of the keys that sign tokens")
    jwks_ttl_s: float = Field(default=300.0, gt=0, description="how long an address's keys are new")
    jwks_keep_s: float = Field(default=3600.0, gt=0, description="how long they serve in an outage")
    issuer: str = Field(default="heartbridge", min_length=1, description="who signs tokens")
    json_limit: int = Field(default=2 * 2**20, ge=1024, description="bytes of a JSON body")
    body_s: float = Field(default=30.0, gt=0, description="in which a JSON body must be here")
    upload_s: float = Field(default=600.0, gt=0, description="in which a file must be here")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535, description="0: any free port")
    port_file: Path | None = Field(default=None, description="where to write the port in use")
    group_max: int = Field(default=100, ge=1, le=500, description="deliveries per transaction")
    prefetch: int = Field(default=200, ge=1, le=2000)
    attempts: int = Field(default=8, ge=1, le=30, description="tries before an event is dead")
    backoff_s: float = Field(default=0.5, gt=0, description="before the second try; then doubled")
    not_yet_s: float = Field(default=5.0, gt=0, description="between tries of an event that waits")
