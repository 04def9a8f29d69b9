"""Routes of users, relative to `/api/v1/`."""

from django.urls import path

from apps.users.rest import views

urlpatterns = [
    path("auth/register", views.RegisterView.as_view()),
    path("auth/verify-email", views.VerifyEmailView.as_view()),
    path("auth/resend-verification", views.ResendVerificationView.as_view()),
    path("auth/token", views.TokenView.as_view()),
    path("auth/guest", views.GuestView.as_view()),
    path("auth/token/refresh", views.RefreshView.as_view()),
    path("auth/logout", views.LogoutView.as_view()),
    path("auth/forgotten-password", views.ForgottenPasswordView.as_view()),
    path("auth/reset-password", views.ResetPasswordView.as_view()),
    path("auth/code", views.CodeRequestView.as_view()),
    path("auth/token/code", views.CodeView.as_view()),
    path("auth/confirm-email", views.ConfirmEmailView.as_view()),
    path("auth/undo-email", views.UndoEmailView.as_view()),
    path("users/me/password", views.PasswordView.as_view()),
    path("users/me/email", views.EmailView.as_view()),
    path("users/me", views.ProfileView.as_view()),
    path("users/me/addresses", views.AddressesView.as_view()),
    path("users/me/addresses/<uuid:address_id>", views.AddressView.as_view()),
]
