"""Why a request brought no answer, in the crawl's words and in an operator's.

Pure: reads exceptions, catches none.
"""

import zlib

from scrapy import exceptions as thrown
from twisted.internet.error import ConnectError, ConnectionClosed

from pipeline.plan import Failure

TRANSPORT = (
    thrown.DownloadTimeoutError,
    thrown.CannotResolveHostError,
    thrown.DownloadConnectionRefusedError,
    thrown.ResponseDataLossError,
    thrown.DownloadFailedError,
    thrown.DownloadCancelledError,
    thrown.IgnoreRequest,
    ConnectError,
    ConnectionClosed,
    OSError,
    EOFError,
    zlib.error,
    ValueError,  # Twisted's for a host name that cannot be one
)
"""What a download may raise for the sake of the other side; anything else is our own fault."""


def read_transport_failure(error: BaseException) -> tuple[Failure, str]:
    """Name what kept an answer from us; the words go after a URL: '<URL> did not answer in time'."""
    match error:
        case thrown.DownloadTimeoutError():
            return Failure.OUTAGE, "did not answer in time"
        case thrown.CannotResolveHostError():
            return Failure.OUTAGE, "did not answer: the name of its host is not known (DNS)"
        case thrown.DownloadConnectionRefusedError():
            return Failure.OUTAGE, "did not answer: its host refuses the connection"
        case thrown.ResponseDataLossError():
            return Failure.OUTAGE, "broke off before its end"
        case thrown.DownloadFailedError():
            return Failure.OUTAGE, f"did not answer: {_read_connection_failure(error)}"
        case thrown.DownloadCancelledError():
            return Failure.TOO_LARGE, "is larger than is read (DOWNLOAD_MAXSIZE): left alone"
        case thrown.IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return Failure.TOO_LARGE, "unpacks to more than is read (DOWNLOAD_MAXSIZE): left alone"
        case ConnectError() | ConnectionClosed():
            return Failure.OUTAGE, f"did not answer: no connection ({error})"
        case OSError() | EOFError() | zlib.error():
            return Failure.OTHER, f"cannot be unpacked: {error}"
    return Failure.OTHER, f"could not be fetched ({type(error).__name__}: {error})"


def _read_connection_failure(error: BaseException) -> str:
    """Say what lies beneath: a certificate that does not hold, or a connection that broke."""
    causes = [reason.value for reason in getattr(error.__cause__, "reasons", ())]
    said = " ".join(f"{type(cause).__module__} {type(cause).__name__} {cause}" for cause in causes)
    if "SSL" in said or "certificate" in said.lower() or "Verification" in said:
        why = next((str(cause) for cause in causes if str(cause)), "not valid")
        return f"its certificate does not hold ({why})"
    return "the connection broke"
