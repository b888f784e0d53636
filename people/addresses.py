"""Addresses that come back from a page, such as where one came from."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, address: str, *, otherwise: str = "/") -> str:
    """`address` if it leads nowhere but into this site, by the way one came; else `otherwise`."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else otherwise
