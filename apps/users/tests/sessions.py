"""Calls of people who sign in."""

from apps.users.tests.builders import PASSWORD
from dominos.kernel.auth.rights import revocations
from dominos.kernel.testing.api import client


def sign_in(email, password=PASSWORD, **extra):
    return client().post("/api/v1/auth/token", {"email": email, "password": password}, **extra)


def refresh(token, browser="a browser"):
    return client().post("/api/v1/auth/token/refresh", {"refresh": token}, HTTP_USER_AGENT=browser)


def log_out(token):
    return client().post("/api/v1/auth/logout", {"refresh": token})


def profile(access):
    revocations.forget()  # as after the seconds for which a process believes what it knows
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return api.get("/api/v1/users/me")
