"""Routes of users, relative to `/api/v1/`."""

from django.urls import path

from apps.users.rest import closing, factors, profile, recovery, registration, sessions, staff

urlpatterns = [
    path("auth/register", registration.RegisterView.as_view()),
    path("auth/verify-email", registration.VerifyEmailView.as_view()),
    path("auth/resend-verification", registration.ResendVerificationView.as_view()),
    path("auth/token", sessions.TokenView.as_view()),
    path("auth/guest", sessions.GuestView.as_view()),
    path("auth/guest/renew", sessions.GuestRenewalView.as_view()),
    path("auth/token/refresh", sessions.RefreshView.as_view()),
    path("auth/logout", sessions.LogoutView.as_view()),
    path("auth/forgotten-password", recovery.ForgottenPasswordView.as_view()),
    path("auth/reset-password", recovery.ResetPasswordView.as_view()),
    path("auth/code", sessions.CodeRequestView.as_view()),
    path("auth/token/code", sessions.CodeView.as_view()),
    path("auth/token/second-factor", factors.SecondFactorView.as_view()),
    path("auth/passkey", factors.PasskeyQuestionView.as_view()),
    path("auth/token/passkey", factors.PasskeyView.as_view()),
    path("auth/step-up", factors.StepUpView.as_view()),
    path("auth/step-up/answer", factors.StepUpAnswerView.as_view()),
    path("auth/confirm-email", recovery.ConfirmEmailView.as_view()),
    path("auth/undo-email", recovery.UndoEmailView.as_view()),
    path("auth/accept-invitation", staff.AcceptView.as_view()),
    path("stores/<uuid:store_id>/staff", staff.StaffView.as_view()),
    path("stores/<uuid:store_id>/staff/invitations", staff.InvitationsView.as_view()),
    path("stores/<uuid:store_id>/staff/invitations/<uuid:invitation_id>", staff.InvitationView.as_view()),
    path("stores/<uuid:store_id>/staff/<uuid:employment_id>", staff.EmploymentView.as_view()),
    path("users/me/sessions", sessions.SessionsView.as_view()),
    path("users/me/sessions/<uuid:session_id>", sessions.SessionView.as_view()),
    path("users/me/second-factors", factors.OwnFactorsView.as_view()),
    path("users/me/second-factors/<uuid:factor_id>", factors.OwnFactorView.as_view()),
    path("users/me/recovery-codes", factors.RecoveryCodesView.as_view()),
    path("users/me/password", recovery.PasswordView.as_view()),
    path("users/me/email", recovery.EmailView.as_view()),
    path("users/me/close", closing.CloseAccountView.as_view()),
    path("users/me", profile.ProfileView.as_view()),
    path("users/me/marketing-consent", profile.ConsentView.as_view()),
    path("users/me/addresses", profile.AddressesView.as_view()),
    path("users/me/addresses/<uuid:address_id>", profile.AddressView.as_view()),
]
