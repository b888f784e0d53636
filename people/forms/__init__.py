from people.forms.account import DetailsForm, SignupForm
from people.forms.clinicians import AcceptForm, InviteForm, LicenceForm, PartingForm, ReasonForm
from people.forms.profile import PhotoForm, ProfileForm

__all__ = [
    "AcceptForm",
    "DetailsForm",
    "InviteForm",
    "LicenceForm",
    "PartingForm",
    "PhotoForm",
    "ProfileForm",
    "ReasonForm",
    "SignupForm",
]
