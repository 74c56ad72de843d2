import sys
sys.path.insert(0,'/work/main')
from tests.browser.actors import Voter
def test_x(visit, demo):
    v=visit(Voter,demo,scripts=False)
    posts=[]
    v.page.on("request", lambda r: posts.append((r.method,r.url[-20:],r.post_data[-60:] if r.post_data else None)) if r.method=="POST" else None)
    v.opens_the_ballot(); v.chooses("Marit Tallhed"); v.continues_to_sign_in(); v.signs_in_to_review()
    posts.clear()
    v.button("Cast my vote").dblclick()
    v.page.wait_for_url("**/receipt"); print(posts)
    from PIL import Image, ImageChops
