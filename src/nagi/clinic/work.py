"""What the worker does beside the pages: it computes forecasts. Pages never load the simulator."""

from uuid import UUID

from django_tasks import task

from nagi.clinic import clock


@task()
def tell_forecast(forecast_id: str) -> None:
    """Compute one forecast that waits, and keep it."""
    from nagi.clinic.actions.forecasts import tell  # noqa: PLC0415 - only the worker loads the simulator

    tell(UUID(forecast_id), now=clock.now)
