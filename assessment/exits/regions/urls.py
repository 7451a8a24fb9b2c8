"""Addresses of village and county exit, below /region-exits/."""

from django.urls import path

from assessment.exits.regions import views
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", views.RegionExitStart.as_view(), name="region-exit-start"),
    path("<area:code>/", views.RegionExitPage.as_view(), name="region-exit"),
    path("<area:code>/certificates/", views.RegionCertify.as_view(), name="region-certify"),
    path("<area:code>/exited/", views.RegionExited.as_view(), name="region-exited"),
    path("cases/<id:pk>/sheet/", views.ExitSheet.as_view(), name="region-exit-sheet"),
    path("certificates/<id:pk>/withdraw/", views.CertificateWithdraw.as_view(), name="region-certificate-withdraw"),
]
